package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;

/**
 * A service of ours as it stands on the API server.
 *
 * @param head its metadata and status; the spec is not read yet, because it may be unreadable
 * @param config where it cannot be read, nothing of it but the instance is true
 * @param unreadConfig why it cannot be read; empty where it can
 */
public record LiveService(
        JsonNode tree, InterStepBufferService head, ControllerConfig config, List<Violation> unreadConfig) {

    public LiveService {
        unreadConfig = List.copyOf(unreadConfig);
    }

    /** Under a configuration of the controller that can be read. */
    public LiveService(JsonNode tree, InterStepBufferService head, ControllerConfig config) {
        this(tree, head, config, List.of());
    }

    /** One that stands there like this, under this configuration of the controller. */
    public static LiveService of(JsonNode tree, ControllerConfig config) {
        return new LiveService(tree, StrictReader.withoutSpec(tree), config);
    }

    /** What its spec asks for under the controller's configuration, or why that is refused. */
    public Parsed<ValidService> wanted() {
        return unreadConfig.isEmpty() ? ServiceRules.check(tree, config) : Parsed.refused(unreadConfig);
    }

    public Names names() {
        return head.names();
    }

    public ObjectRef ref() {
        return ObjectRef.of(names());
    }

    public String uid() {
        return ObjectMetas.uid(tree);
    }

    /** Whether all its objects were made: before that, nobody looks at its health. */
    public boolean isDeployed() {
        return head.status()
                .condition(ConditionType.DEPLOYED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    /** The ids of held changes that the user lets through. */
    String approve() {
        return ObjectMetas.annotation(tree, Annotations.APPROVE);
    }

    /** Whether the user wants nothing to be written but the status. */
    public boolean paused() {
        return Pause.isOn(tree);
    }

    /** The same service as it stands now. */
    LiveService as(JsonNode live) {
        return new LiveService(live, StrictReader.withoutSpec(live), config, unreadConfig);
    }

    /** The same service after it was written. */
    LiveService withTree(JsonNode written) {
        return new LiveService(written, head, config, unreadConfig);
    }
}
