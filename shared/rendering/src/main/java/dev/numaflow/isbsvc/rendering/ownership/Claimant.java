package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A living Pipeline or ServingPipeline: the object, and what of it decides about buffers. */
public record Claimant(JsonNode object, BufferUser user) {

    private static final long NUMAFLOWS_GRACE_SECONDS = 30;

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

    /** Everything that must exist for it. */
    public List<BufferPlan> plans(BufferConfig config) {
        return user.plans(config);
    }

    /**
     * How long what it does not want any more is kept for those that still read it, as it says itself; as long as Numaflow waits
     * where it says nothing.
     */
    public Duration grace() {
        JsonNode pipeline = object.path("spec").path("pipeline");
        JsonNode spec = pipeline.isObject() ? pipeline : object.path("spec");
        long seconds = spec.path("lifecycle").path("deletionGracePeriodSeconds").asLong(NUMAFLOWS_GRACE_SECONDS);
        return Duration.ofSeconds(Math.max(0, seconds));
    }

    /** The names of all that it has or asks for, what earlier versions of Numaflow left included. */
    Set<String> names(BufferConfig config) {
        Set<String> names = new HashSet<>();
        plans(config).forEach(plan -> {
            names.addAll(plan.streams().keySet());
            names.addAll(plan.leftovers());
        });
        return names;
    }

    Claim claim(BufferConfig config) {
        Set<String> streams = new HashSet<>();
        plans(config).forEach(plan -> streams.addAll(plan.streams().keySet()));
        return new Claim(
                owner(), object.path("metadata").path("creationTimestamp").asText(), streams);
    }
}
