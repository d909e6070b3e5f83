package dev.numaflow.isbsvc.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads live objects as trees, whatever their type. */
final class LiveObjects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    LiveObjects(KubernetesClient client) {
        this.client = client;
    }

    Optional<JsonNode> get(ObjectType type, ObjectName name) {
        return Optional.ofNullable(resource(type, name).get()).map(LiveObjects::tree);
    }

    /** Waits until the object is as desired; empty after the timeout. */
    Optional<JsonNode> await(ObjectType type, ObjectName name, Predicate<JsonNode> wanted, Duration atMost) {
        try {
            return Optional.of(tree(resource(type, name)
                    .waitUntilCondition(
                            object -> object != null && wanted.test(tree(object)),
                            atMost.toMillis(),
                            TimeUnit.MILLISECONDS)));
        } catch (KubernetesClientTimeoutException late) {
            return Optional.empty();
        }
    }

    /** The Warning Events of the object. */
    List<String> warnings(ObjectType type, ObjectName name) {
        return client.v1().events().inNamespace(name.namespace()).list().getItems().stream()
                .filter(event -> "Warning".equals(event.getType()))
                .filter(event -> type.kind().equals(event.getInvolvedObject().getKind())
                        && name.name().equals(event.getInvolvedObject().getName()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .distinct()
                .toList();
    }

    private Resource<GenericKubernetesResource> resource(ObjectType type, ObjectName name) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(type.group())
                        .withVersion(type.version())
                        .withKind(type.kind())
                        .withPlural(type.plural())
                        .withNamespaced(true)
                        .build())
                .inNamespace(name.namespace())
                .withName(name.name());
    }

    private static JsonNode tree(GenericKubernetesResource object) {
        return JSON.valueToTree(object);
    }
}
