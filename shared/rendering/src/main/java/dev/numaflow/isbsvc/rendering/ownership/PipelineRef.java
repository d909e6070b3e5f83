package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A live Pipeline or ServingPipeline: the object, and the parts of it that determine its buffers. */
public record PipelineRef(JsonNode object, PipelineLike user) {

    /** Numaflow's default, where a Pipeline sets none. */
    static final Duration NUMAFLOWS_GRACE = Duration.ofSeconds(30);

    /** Ten years: a longer period could exceed the largest time. */
    private static final long LONGEST_GRACE_SECONDS = 3650L * 24 * 60 * 60;

    public StreamOwner owner() {
        return StreamOwner.of(object);
    }

    /** Whether it is being deleted: it keeps its streams and gets no new ones. */
    public boolean deleting() {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** Whether it uses this service, which belongs to this instance. */
    public boolean uses(Names service, String instance) {
        return user.owner().namespace().equals(service.namespace())
                && user.serviceName().equals(service.isbsvcName())
                && user.instance().equals(instance);
    }

    /** The service that it uses now; it may still have streams on others. */
    public Names service() {
        return new Names(owner().namespace(), user.serviceName());
    }

    /** Whether the other requests streams on behalf of this one, as the Pipeline of a ServingPipeline does. */
    boolean hasMade(StreamOwner other) {
        return user.owners().stream().anyMatch(other::hasNameOf);
    }

    /** The ids of changes that its user approves, from its annotation. */
    String approve() {
        return object.path("metadata")
                .path("annotations")
                .path(Annotations.APPROVE)
                .asText();
    }

    /** The plans of all its buffers. */
    public List<BufferPlan> plans(BufferConfig config) {
        return user.plans(config);
    }

    /** How long its removed streams are kept for their readers: its own setting, or Numaflow's default; at most ten years. */
    public Duration grace() {
        JsonNode pipeline = object.path("spec").path("pipeline");
        JsonNode spec = pipeline.isObject() ? pipeline : object.path("spec");
        long seconds = spec.path("lifecycle").path("deletionGracePeriodSeconds").asLong(NUMAFLOWS_GRACE.toSeconds());
        return Duration.ofSeconds(Math.min(Math.max(0, seconds), LONGEST_GRACE_SECONDS));
    }

    /** Whether it may have used a service created at that time: its spec was changed, or it is not older. */
    boolean mayHaveUsed(String created) {
        return object.at("/metadata/generation").asLong() != 1 || since().compareTo(created) >= 0;
    }

    /** When it was created, RFC 3339 in UTC. */
    String since() {
        return object.path("metadata").path("creationTimestamp").asText();
    }

    /** @param plans of it */
    StreamNameRequest request(List<BufferPlan> plans) {
        Set<String> streams = new HashSet<>();
        plans.forEach(plan -> streams.addAll(plan.streams().keySet()));
        return new StreamNameRequest(owner(), since(), streams);
    }
}
