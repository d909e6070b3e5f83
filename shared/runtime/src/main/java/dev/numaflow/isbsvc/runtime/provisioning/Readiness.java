package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.rendering.status.Phase;
import java.util.Optional;

/**
 * Whether streams may be created on a service: it runs with a quorum, and no guarded step is under way. Re-creating a stream that is
 * only temporarily unreadable would lose it for good.
 */
public final class Readiness {

    private static final String STEPS = "the guarded steps that are under way";
    private static final String STREAM_CONFIG = "status.config.jetstream.streamConfig";

    private Readiness() {}

    /** The buffer configuration of a ready service; nothing when it is not ready. */
    public static Optional<BufferConfig> bufferConfig(ServiceStatus status, Optional<JsonNode> statefulSet) {
        return waitsFor(status, statefulSet).isPresent() ? Optional.empty() : statedConfig(status);
    }

    /** The buffer configuration whether it is ready or not; nothing while the status does not contain a readable one. */
    public static Optional<BufferConfig> statedConfig(ServiceStatus status) {
        return hasConfig(status)
                ? Optional.of(parsed(status)).filter(Parsed::isGood).map(Parsed::value)
                : Optional.empty();
    }

    /** What the service still waits for, or nothing when it is ready. */
    public static Optional<String> waitsFor(ServiceStatus status, Optional<JsonNode> statefulSet) {
        return waitsFor(status).or(() -> steps(status, statefulSet)).or(() -> waitsFor(statefulSet));
    }

    static boolean areStepsPending(ServiceStatus status) {
        return status.condition(ConditionType.STEPS_PENDING).isPresent();
    }

    /**
     * The last node is replaced at partition 0. The steps of a single node that have not begun wait for its Pipelines: what is made there
     * meanwhile is copied, or keeps them from beginning.
     */
    private static Optional<String> steps(ServiceStatus status, Optional<JsonNode> statefulSet) {
        boolean isAlone = statefulSet.filter(set -> Running.replicas(set) == 1).isPresent();
        return areStepsPending(status) && !isAlone ? Optional.of(STEPS) : Optional.empty();
    }

    /** What it waits for as far as its status says so, but for steps. */
    static Optional<String> waitsFor(ServiceStatus status) {
        // One whose deletion is refused keeps serving: Numaflow considers it ready as well.
        if (!Phase.RUNNING.equals(status.phase()) && !Phase.DELETING.equals(status.phase())) {
            return Optional.of("the service to be Running");
        }
        if (status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .filter(Condition::isTrue)
                .isEmpty()) {
            return Optional.of("a quorum");
        }
        if (!hasConfig(status)) {
            return Optional.of("the configuration in the status");
        }
        return parsed(status).isGood()
                ? Optional.empty()
                : Optional.of("a status that can be read: "
                        + parsed(status).violations().get(0));
    }

    private static Optional<String> waitsFor(Optional<JsonNode> statefulSet) {
        if (statefulSet.isEmpty()) {
            return Optional.of("its StatefulSet");
        }
        // Only guarded steps move the partition, and they may leave nodes with different encryption meanwhile.
        return statefulSet
                .filter(set -> Running.areStepsUnderWay(set)
                        || RunningEncryption.before(set).isPresent())
                .map(set -> STEPS);
    }

    private static boolean hasConfig(ServiceStatus status) {
        return status.config() != null && status.config().jetstream() != null;
    }

    private static Parsed<BufferConfig> parsed(ServiceStatus status) {
        return BufferConfig.read(new YamlText(status.config().jetstream().streamConfig(), STREAM_CONFIG));
    }
}
