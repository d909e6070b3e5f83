package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A living Pipeline or ServingPipeline: the object, and what of it decides about buffers. */
public record PipelineRef(JsonNode object, PipelineLike user) {

    /** How long Numaflow waits where a Pipeline says nothing. */
    static final Duration NUMAFLOWS_GRACE = Duration.ofSeconds(30);

    /** Ten years: what is longer would end after all times that a clock knows. */
    private static final long LONGEST_GRACE_SECONDS = 3650L * 24 * 60 * 60;

    public StreamOwner owner() {
        return StreamOwner.of(object);
    }

    /** Whether it is on its way out: it keeps what it has and gets nothing more. */
    public boolean deleting() {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** Whether it uses this service, which belongs to this instance. */
    public boolean uses(Names service, String instance) {
        return user.owner().namespace().equals(service.namespace())
                && user.serviceName().equals(service.service())
                && user.instance().equals(instance);
    }

    /** The service that it uses now, wherever it may have streams besides. */
    public Names service() {
        return new Names(owner().namespace(), user.serviceName());
    }

    /** Whether what that one asks for is asked for on behalf of this one, as by the Pipeline of a ServingPipeline. */
    boolean hasMade(StreamOwner other) {
        return user.owners().stream().anyMatch(other::hasNameOf);
    }

    /** The ids of changes that its user lets through, as they stand in its annotation. */
    String approve() {
        return object.path("metadata")
                .path("annotations")
                .path(Annotations.APPROVE)
                .asText();
    }

    /** Everything that must exist for it. */
    public List<BufferPlan> plans(BufferConfig config) {
        return user.plans(config);
    }

    /**
     * How long what it does not want any more is kept for those that still read it, as it says itself; as long as Numaflow waits
     * where it says nothing. Longer than ten years is ten years.
     */
    public Duration grace() {
        JsonNode pipeline = object.path("spec").path("pipeline");
        JsonNode spec = pipeline.isObject() ? pipeline : object.path("spec");
        long seconds = spec.path("lifecycle").path("deletionGracePeriodSeconds").asLong(NUMAFLOWS_GRACE.toSeconds());
        return Duration.ofSeconds(Math.min(Math.max(0, seconds), LONGEST_GRACE_SECONDS));
    }

    /** Whether it may have used a service that was created then: its spec was changed, or it is not older. */
    boolean mayHaveUsed(String created) {
        return object.at("/metadata/generation").asLong() != 1 || since().compareTo(created) >= 0;
    }

    /** When it was created, RFC 3339 in UTC. */
    String since() {
        return object.path("metadata").path("creationTimestamp").asText();
    }

    /** @param plans of it */
    StreamNameRequest claim(List<BufferPlan> plans) {
        Set<String> streams = new HashSet<>();
        plans.forEach(plan -> streams.addAll(plan.streams().keySet()));
        return new StreamNameRequest(owner(), since(), streams);
    }
}
