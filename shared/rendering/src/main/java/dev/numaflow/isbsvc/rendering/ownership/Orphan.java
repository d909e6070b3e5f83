package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream of a Pipeline whose object is gone. Whatever grace period that stated is gone with it, so Numaflow's own holds; it begins
 * when the Pipeline is first seen to be gone, also where a vertex was taken out of it before.
 *
 * @param pipeline that it was made for
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
