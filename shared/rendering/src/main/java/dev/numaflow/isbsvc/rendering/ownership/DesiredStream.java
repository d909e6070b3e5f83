package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamPlan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stream that must exist.
 *
 * @param claimant the object that asks for it, and is told about it
 * @param planned for whom it is planned: the Pipeline that Numaflow makes for a ServingPipeline is another than the claimant
 * @param set a digest of the names of all that the claimant asks for
 */
public record DesiredStream(PipelineRef claimant, StreamOwner planned, StreamPlan plan, String set) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public String name() {
        return plan.config().name();
    }

    /** The configuration as it is to be made, its owner included. */
    public JsonNode config() {
        return claimant.owner().writtenInto(JSON.valueToTree(plan.config()), set);
    }

    /** How many nodes there should be that have a copy of it. */
    public int copies() {
        return Math.max(1, config().path("num_replicas").asInt());
    }

    /** The configurations of its consumers, by name. */
    public Map<String, JsonNode> consumers() {
        Map<String, JsonNode> configs = new TreeMap<>();
        plan.consumers().forEach((name, config) -> configs.put(name, JSON.valueToTree(config)));
        return configs;
    }

    /** Whether an owner in a stream's metadata is the one for whom it is wanted. */
    boolean isFor(StreamOwner owner) {
        return owner.uid().equals(claimant.owner().uid()) || owner.hasNameOf(planned);
    }

    /** Whether this stream was made for the same claimant with the same set of buffers. */
    boolean wasMadeWith(JsonNode live) {
        return StreamOwner.in(live)
                        .filter(owner -> owner.uid().equals(claimant.owner().uid()))
                        .isPresent()
                && StreamOwner.madeWith(live).equals(set);
    }

    /** Whether the stream carries exactly the one who asks for it, and no mark that it were unwanted. */
    boolean isMarkedIn(JsonNode live) {
        return StreamOwner.in(live).filter(claimant.owner()::equals).isPresent() && !StreamOwner.isMarked(live);
    }

    /** What is there, with these of its fields as they are asked for, and with its owner: all else stays as it is. */
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
        return claimant.owner().writtenInto(repaired, set);
    }
}
