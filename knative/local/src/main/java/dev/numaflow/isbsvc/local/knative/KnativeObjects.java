package dev.numaflow.isbsvc.local.knative;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Publishes the parts of the system as objects of the API server, as a cluster with Knative does, so that tools find what runs.
 * Where Knative is installed, it owns its objects.
 */
public final class KnativeObjects {
    private final KubernetesClient client;
    private final Set<ObjectType> ours;

    private KnativeObjects(KubernetesClient client, Set<ObjectType> ours) {
        this.client = client;
        this.ours = ours;
    }

    /** Defines Knative's types on the API server. */
    public static KnativeObjects serve(KubernetesClient client) {
        return new KnativeObjects(client, new KnativeTypes(client).define());
    }

    /** Whether stand-ins run the objects of the type, and not Knative. */
    public boolean runsHere(ObjectType type) {
        return ours.contains(type);
    }

    /**
     * Applies the objects and marks each as ready.
     *
     * @param address the URL of an object that has one
     */
    public void show(List<Document> parts, Function<Document, Optional<URI>> address) {
        ClusterObjects objects = new ClusterObjects(client);
        parts.parallelStream()
                .filter(part -> ours.contains(new ObjectType(part.apiVersion(), part.kind())))
                .forEach(part -> {
                    objects.apply(part);
                    ready(new ObjectType(part.apiVersion(), part.kind()), part, address.apply(part));
                });
    }

    private void ready(ObjectType type, Document part, Optional<URI> address) {
        client.genericKubernetesResources(type.apiVersion(), type.kind())
                .inNamespace(part.namespace())
                .withName(part.name())
                .editStatus(object -> ready(object, address));
    }

    /** Marks an object as ready: its stand-in runs. */
    public static GenericKubernetesResource ready(GenericKubernetesResource object, Optional<URI> address) {
        Map<String, Object> condition = Map.of("type", "Ready", "status", "True", "reason", "RunsOnThisMachine");
        Map<String, Object> status = new TreeMap<>(Map.of("conditions", List.of(condition)));
        address.ifPresent(url -> {
            status.put("address", Map.of("url", url.toString()));
            status.put("url", url.toString());
        });
        object.setAdditionalProperty("status", status);
        return object;
    }
}
