package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;

/**
 * A service of ours as it stands on the API server.
 *
 * @param head its metadata and status; the spec is not read yet, because it may be unreadable
 */
public record LiveService(JsonNode tree, InterStepBufferService head, ControllerConfig config) {

    /** One that stands there like this, under this configuration of the controller. */
    public static LiveService of(JsonNode tree, ControllerConfig config) {
        return new LiveService(tree, StrictReader.withoutSpec(tree), config);
    }

    public Names names() {
        return head.names();
    }

    public ObjectRef ref() {
        return ObjectRef.of(names());
    }

    public String uid() {
        return Trees.uid(tree);
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
        return Trees.annotation(tree, Annotations.APPROVE);
    }

    /** Whether the user wants nothing to be written but the status. */
    public boolean paused() {
        return Pause.isOn(tree);
    }

    /** The same service after it was written. */
    LiveService withTree(JsonNode written) {
        return new LiveService(written, head, config);
    }
}
