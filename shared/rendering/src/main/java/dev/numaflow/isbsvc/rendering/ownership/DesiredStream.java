package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.buffers.StreamPlan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stream that must exist.
 *
 * @param pipeline the object that requests it, on which Events are recorded
 * @param planned the owner it is planned for, which is not the Pipeline for a Pipeline that Numaflow creates for a ServingPipeline
 * @param set a digest of all names that the Pipeline requests
 */
public record DesiredStream(PipelineRef pipeline, StreamOwner planned, StreamPlan plan, String set) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public String name() {
        return plan.config().name();
    }

    /** The desired configuration, including its owner. */
    public JsonNode config() {
        return pipeline.owner().writtenInto(JSON.valueToTree(plan.config()), set);
    }

    /** The desired number of replicas. */
    public int copies() {
        return Math.max(1, config().path("num_replicas").asInt());
    }

    /** The configurations of its consumers, by name. */
    public Map<String, JsonNode> consumers() {
        Map<String, JsonNode> configs = new TreeMap<>();
        plan.consumers().forEach((name, config) -> configs.put(name, JSON.valueToTree(config)));
        return configs;
    }

    /** Whether an owner in a stream's metadata is the desired one. */
    boolean isFor(StreamOwner owner) {
        return owner.uid().equals(pipeline.owner().uid()) || owner.hasNameOf(planned);
    }

    /** Whether this stream was created for the same Pipeline with the same set of buffers. */
    boolean wasMadeWith(JsonNode live) {
        return StreamOwner.in(live)
                        .filter(owner -> owner.uid().equals(pipeline.owner().uid()))
                        .isPresent()
                && StreamOwner.madeWith(live).equals(set);
    }

    /** Whether the stream carries the Pipeline as its owner, and no deletion mark. */
    boolean isMarkedIn(JsonNode live) {
        return StreamOwner.in(live).filter(pipeline.owner()::equals).isPresent() && !StreamOwner.isMarked(live);
    }

    /** The live configuration with these fields set to their desired values, and with its owner; everything else is unchanged. */
    public JsonNode repaired(JsonNode live, List<ConfigDrift> drifts) {
        ObjectNode repaired = live.deepCopy();
        JsonNode asked = config();
        drifts.forEach(drift -> {
            if (asked.has(drift.field())) {
                repaired.set(drift.field(), asked.get(drift.field()));
            } else {
                repaired.remove(drift.field());
            }
        });
        return pipeline.owner().writtenInto(repaired, set);
    }
}
