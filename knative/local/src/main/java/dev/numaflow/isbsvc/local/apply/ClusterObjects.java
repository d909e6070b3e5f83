package dev.numaflow.isbsvc.local.apply;

import static io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation.STRICT;
import static io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE;
import static io.fabric8.kubernetes.client.dsl.base.PatchType.SERVER_SIDE_APPLY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.rendering.health.ObjectConditions;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Applies documents, as {@code kubectl apply --server-side --validate=strict} does, as far as the server can. */
public final class ClusterObjects {
    private static final int SECONDS_TO_ESTABLISH = 30;
    private static final String DEFINITION = "CustomResourceDefinition";
    /** Numaflow's own types: a cluster with Numaflow has stricter definitions than ours, which must stay. */
    private static final Set<String> NUMAFLOWS =
            Set.of(Kinds.PIPELINES + "." + Kinds.GROUP, Kinds.SERVING_PIPELINES + "." + Kinds.GROUP);

    private static final List<String> SERVER_OWNED =
            List.of("uid", "generation", "resourceVersion", "creationTimestamp", "managedFields");

    private final KubernetesClient client;

    public ClusterObjects(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Applies namespaces, then all else concurrently, except Numaflow's types that are already defined; returns the number of
     * applied objects once every defined type is served.
     */
    public int apply(List<Document> documents) {
        List<Document> ours = documents.stream()
                .filter(document -> !definedByNumaflow(document))
                .toList();
        ours.stream().filter(ClusterObjects::namespace).forEach(this::apply);
        ours.parallelStream().filter(document -> !namespace(document)).forEach(this::apply);
        documents.stream()
                .filter(document -> document.kind().equals(DEFINITION))
                .forEach(document -> awaitEstablished(document.name()));
        return ours.size();
    }

    private boolean definedByNumaflow(Document document) {
        return document.kind().equals(DEFINITION)
                && NUMAFLOWS.contains(document.name())
                && client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(document.name())
                                .get()
                        != null;
    }

    private static boolean namespace(Document document) {
        return document.kind().equals("Namespace");
    }

    /**
     * Applies one, in namespace {@code default} if it has none, without the fields that the server sets. Where the server has no
     * server-side apply, it is created, or merged into what is there.
     */
    public void apply(Document document) {
        ObjectNode tree = document.tree().deepCopy();
        ((ObjectNode) tree.get("metadata")).remove(SERVER_OWNED);
        tree.remove("status");
        var object = client.getKubernetesSerialization().convertValue(tree, GenericKubernetesResource.class);
        var resource = document.namespace().isEmpty()
                ? client.resource(object)
                : client.resource(object).inNamespace(document.namespace());
        Optional<GenericKubernetesResource> applied = ignoring(
                        HttpURLConnection.HTTP_UNSUPPORTED_TYPE,
                        () -> resource.patch(
                                strictly(SERVER_SIDE_APPLY).withForce(true).build()))
                .or(() -> ignoring(HttpURLConnection.HTTP_CONFLICT, () -> resource.fieldValidation(STRICT)
                        .create()));
        if (applied.isEmpty()) {
            resource.patch(strictly(JSON_MERGE).build(), tree.toString());
        }
    }

    private static PatchContext.Builder strictly(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager("kubectl")
                .withFieldValidation("Strict");
    }

    private static <T> Optional<T> ignoring(int code, Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == code) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Creates a namespace if it does not exist. */
    public void ensureNamespace(String name) {
        if (client.namespaces().withName(name).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    /** Waits until objects of a type can be created. @param name of its definition */
    public void awaitEstablished(String name) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .waitUntilCondition(
                        live -> live != null && ObjectConditions.isTrue(tree(live), "Established"),
                        SECONDS_TO_ESTABLISH,
                        TimeUnit.SECONDS);
    }

    private JsonNode tree(CustomResourceDefinition definition) {
        return client.getKubernetesSerialization().convertValue(definition, JsonNode.class);
    }
}
