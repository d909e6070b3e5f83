package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An API server whose objects called poison end in an Error or a failure as soon as somebody reads their specification. */
public final class PoisonousCluster extends Cluster {

    private final Supplier<Throwable> poison;

    /** @param poison what reading each ends with */
    public PoisonousCluster(KubernetesClient client, Supplier<Throwable> poison) {
        super(client);
        this.poison = poison;
    }

    @Override
    public List<JsonNode> list(ObjectKind kind) {
        return poisoned(super.list(kind));
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind) {
        return poisoned(super.listIfDefined(kind));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return poisoned(super.list(kind, namespace));
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind, String namespace) {
        return poisoned(super.listIfDefined(kind, namespace));
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        return super.get(ref)
                .flatMap(object -> poisoned(List.of(object)).stream().findFirst());
    }

    @Override
    public List<JsonNode> listEverywhere(ObjectKind kind, String labelSelector) {
        return poisoned(super.listEverywhere(kind, labelSelector));
    }

    private List<JsonNode> poisoned(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.at("/metadata/name").asText().contains("poison") ? poisonous(object) : object)
                .toList();
    }

    private JsonNode poisonous(JsonNode object) {
        PoisonousNode node = new PoisonousNode();
        node.setAll((ObjectNode) object);
        return node;
    }

    private final class PoisonousNode extends ObjectNode {

        private static final long serialVersionUID = 1L;

        PoisonousNode() {
            super(JsonNodeFactory.instance);
        }

        @Override
        public JsonNode path(String field) {
            return field.equals("spec") ? end() : super.path(field);
        }

        @Override
        public ObjectNode deepCopy() {
            end();
            return super.deepCopy();
        }

        private JsonNode end() {
            Throwable end = poison.get();
            if (end instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) end;
        }
    }
}
