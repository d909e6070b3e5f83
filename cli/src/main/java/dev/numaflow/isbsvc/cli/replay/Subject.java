package dev.numaflow.isbsvc.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;

/**
 * A live service to send events about.
 *
 * @param tree the service as the API server has it
 * @param pipelines those that use it
 */
public record Subject(JsonNode tree, List<ObjectRef> pipelines) {

    public Subject {
        pipelines = List.copyOf(pipelines);
    }

    /** The service and those of all Pipelines that use it. */
    public static Subject of(JsonNode tree, LivePipelines all) {
        Names names = StrictReader.withoutSpec(tree).names();
        return new Subject(
                tree,
                all.of(names, ObjectMetas.annotation(tree, Annotations.INSTANCE)).stream()
                        .map(pipeline -> ObjectRef.of(pipeline.object()))
                        .toList());
    }

    InterStepBufferService metadataAndStatus() {
        return StrictReader.withoutSpec(tree);
    }

    ObjectRef ref() {
        return ObjectRef.of(tree);
    }

    ObjectRef child(ObjectKind kind, String name) {
        return new ObjectRef(kind, metadataAndStatus().names().namespace(), name);
    }
}
