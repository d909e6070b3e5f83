package dev.numaflow.isbsvc.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.FieldOrigin;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** Those who have the last word about a service: a real API server that is asked strictly, and real nats-servers. */
final class RealValidators implements AutoCloseable {

    private final StrictApiServer apiServer = new StrictApiServer();
    private final NatsServerCheck natsServers = new NatsServerCheck();

    /** What the API server would store of a service that somebody sends; nothing where it refuses that itself. */
    Optional<JsonNode> stored(JsonNode service) {
        return apiServer.stored(service);
    }

    /** Both take what is rendered; or the API server names a field that the user wrote, and so would we. */
    void accept(ValidService service) {
        List<HasMetadata> children = Bounds.within(() -> Children.of(service).list());
        HasMetadata statefulSet = children.get(children.size() - 1);
        for (HasMetadata child : children) {
            apiServer.accept(
                    ObjectMetas.of(child),
                    child == statefulSet ? Optional.of(FieldOrigin.of(service, statefulSet)) : Optional.empty());
        }
        natsServers.accept(service, ObjectMetas.of(children.get(0)), ObjectMetas.of(statefulSet));
    }

    @Override
    public void close() {
        apiServer.close();
    }
}
