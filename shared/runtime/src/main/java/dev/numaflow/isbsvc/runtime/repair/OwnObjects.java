package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Finds our object that an event was about, by its metadata alone because it may be a Secret. An event can name any object of the
 * cluster, and most are not ours.
 */
@Singleton
class OwnObjects {

    private final Cluster cluster;
    private final ControllerConfigSource configs;

    @Inject
    OwnObjects(Cluster cluster, ControllerConfigSource configs) {
        this.cluster = cluster;
        this.configs = configs;
    }

    /** The object itself, or the service whose child it was; nothing where neither exists and is ours. */
    Optional<JsonNode> about(ObjectRef ref) {
        return switch (ref.kind()) {
            case ISB_SERVICE, PIPELINE, SERVING_PIPELINE -> ofTheInstance(ref);
            case STATEFUL_SET, SERVICE, CONFIG_MAP, SECRET, POD_DISRUPTION_BUDGET, POD ->
                service(ref).map(service -> child(ref, service).orElse(service));
            case PERSISTENT_VOLUME_CLAIM -> service(ref);
            case EVENT, LEASE, PING_SOURCE, BROKER, NAMESPACE, PERSISTENT_VOLUME, NODE -> Optional.empty();
        };
    }

    private Optional<JsonNode> service(ObjectRef child) {
        return child.service().map(ObjectRef::of).flatMap(this::ofTheInstance);
    }

    private Optional<JsonNode> ofTheInstance(ObjectRef ref) {
        Parsed<ControllerConfig> config = configs.read();
        return config.isGood()
                ? cluster.metadata().get(ref).filter(object -> ObjectMetas.annotation(object, Annotations.INSTANCE)
                        .equals(config.value().instance()))
                : Optional.empty();
    }

    private Optional<JsonNode> child(ObjectRef ref, JsonNode service) {
        return cluster.metadata().get(ref).filter(child -> isOwn(child, ref, service));
    }

    private static boolean isOwn(JsonNode child, ObjectRef ref, JsonNode service) {
        if (ref.kind() != ObjectKind.POD) {
            return ObjectMetas.isControlledBy(child, ObjectMetas.uid(service));
        }
        String statefulSet = ref.service().map(Names::statefulSet).orElse("");
        return ObjectMetas.controller(child)
                .filter(owner -> owner.path("kind").asText().equals(ObjectKind.STATEFUL_SET.kind()))
                .filter(owner -> owner.path("name").asText().equals(statefulSet))
                .isPresent();
    }
}
