package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream of a deleted Pipeline. The Pipeline's grace period is lost with it, so Numaflow's default applies; it begins when the
 * Pipeline is first observed as deleted, even if a vertex was removed before.
 *
 * @param pipeline that it was created for
 */
public record Orphan(StreamReport stream, StreamOwner pipeline) implements PendingDeletion {

    @Override
    public Duration grace() {
        return PipelineRef.NUMAFLOWS_GRACE;
    }

    @Override
    public Optional<Instant> since() {
        return StreamOwner.orphanedSince(stream.config());
    }

    @Override
    public JsonNode marked(JsonNode config, Instant now) {
        return StreamOwner.markedOrphaned(config, now);
    }
}
