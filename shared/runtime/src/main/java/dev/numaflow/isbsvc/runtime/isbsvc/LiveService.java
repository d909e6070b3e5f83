package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.DeletionGuard;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * A service of ours as the API server returned it.
 *
 * @param metadataAndStatus its metadata and status; the spec is not read yet, because it may be unreadable
 * @param config where it is unreadable, only its instance is valid
 * @param unreadConfig why it is unreadable; empty where it is not
 */
public record LiveService(
        JsonNode tree,
        InterStepBufferService metadataAndStatus,
        ControllerConfig config,
        List<Violation> unreadConfig) {

    public LiveService {
        unreadConfig = List.copyOf(unreadConfig);
    }

    /** Under a readable configuration of the controller. */
    public LiveService(JsonNode tree, InterStepBufferService metadataAndStatus, ControllerConfig config) {
        this(tree, metadataAndStatus, config, List.of());
    }

    /** The service in this tree, under this configuration of the controller. */
    public static LiveService of(JsonNode tree, ControllerConfig config) {
        return new LiveService(tree, StrictReader.withoutSpec(tree), config);
    }

    /** The desired service under the controller's configuration, or why the spec is refused. */
    public Parsed<ValidService> desired() {
        return unreadConfig.isEmpty() ? ServiceRules.check(tree, config) : Parsed.refused(unreadConfig);
    }

    public Names names() {
        return metadataAndStatus.names();
    }

    public ObjectRef ref() {
        return ObjectRef.of(names());
    }

    public String uid() {
        return ObjectMetas.uid(tree);
    }

    /** Whether all its children were created: before that, its health is not evaluated. */
    public boolean isDeployed() {
        return metadataAndStatus
                .status()
                .condition(ConditionType.DEPLOYED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    /** The ids of held changes that the user approves. */
    public String approve() {
        return ObjectMetas.annotation(tree, Annotations.APPROVE);
    }

    /** The value by which the user asks for another encryption key; empty where there is none. */
    public String rotateKey() {
        return ObjectMetas.annotation(tree, Annotations.ROTATE_KEY);
    }

    /** What the user says of deletions by clients. */
    DeletionGuard guard() {
        return new DeletionGuard(uid(), ObjectMetas.annotation(tree, Annotations.GUARD_DELETION));
    }

    /** Whether the user asks for nothing but the status to be written. */
    public boolean paused() {
        return Pause.isOn(tree);
    }

    /** Whether the user asks for it to be left to Numaflow's controller; a deletion goes its own way. */
    public boolean isReleaseAsked() {
        return Release.isAsked(tree) && !metadataAndStatus.deleting();
    }

    /** Whether nothing of it may be written now but its status. */
    public boolean isLeftAlone() {
        return paused() || metadataAndStatus.isReleased();
    }

    /** Reads the service again; nothing when it is gone, or another one has its name. */
    public Optional<LiveService> again(ClusterView objects) {
        return objects.get(ref())
                .filter(live -> ObjectMetas.uid(live).equals(uid()))
                .map(live -> new LiveService(live, StrictReader.withoutSpec(live), config, unreadConfig));
    }

    /** The same service after it was written. */
    LiveService withTree(JsonNode written) {
        return new LiveService(written, metadataAndStatus, config, unreadConfig);
    }
}
