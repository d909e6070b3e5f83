package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stream that a live Pipeline of this service no longer needs, because a vertex or edge was removed. A refused Pipeline keeps all
 * its streams; for one that uses another service now see {@link MovedStreams}.
 *
 * @param since when that was first observed; empty as long as the stream's metadata has no mark
 */
public record Unwanted(StreamReport stream, PipelineRef owner, Optional<Instant> since) implements PendingDeletion {

    static List<Unwanted> among(ActualStreams actual, DesiredStreams desired, LivePipelines living) {
        List<Unwanted> unwanted = new ArrayList<>();
        actual.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> {
            Optional<StreamOwner> owner = StreamOwner.in(stream.config());
            boolean usedOn = owner.isEmpty()
                    || desired.asks(owner.get().uid(), stream.name())
                    || desired.wanted().stream()
                            .anyMatch(wanted -> wanted.name().equals(stream.name()) && wanted.isFor(owner.get()));
            if (!usedOn) {
                living.claimant(owner.get().uid())
                        .filter(claimant -> !claimant.deleting())
                        .filter(claimant -> desired.isUsedBy(claimant.owner().uid()))
                        .filter(claimant -> !desired.keepsAll(claimant.owner()))
                        .map(claimant -> new Unwanted(stream, claimant, StreamOwner.unwantedSince(stream.config())))
                        .ifPresent(unwanted::add);
            }
        });
        return unwanted;
    }

    @Override
    public StreamOwner pipeline() {
        return owner.owner();
    }

    @Override
    public Duration grace() {
        return owner.grace();
    }

    @Override
    public JsonNode marked(JsonNode config, Instant now) {
        return StreamOwner.markedUnwanted(config, now);
    }

    /** Whether a stream of this name is a bucket, which keeps the progress of buffers and no messages. */
    public static boolean isBucket(String stream) {
        return BufferNames.isBucket(stream);
    }
}
