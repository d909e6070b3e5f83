package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A living Pipeline or ServingPipeline: the object, and what of it decides about buffers. */
public record Claimant(JsonNode object, BufferUser user) {

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

    Claim claim(BufferConfig config) {
        Set<String> streams = new HashSet<>();
        plans(config).forEach(plan -> streams.addAll(plan.streams().keySet()));
        return new Claim(
                owner(), object.path("metadata").path("creationTimestamp").asText(), streams);
    }
}
