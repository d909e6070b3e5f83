package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stream that a living Pipeline of this service does not want any more: a vertex or edge was taken out of it. One that is refused
 * keeps all that it has, and one that uses another service now is another matter: see {@link MovedStreams}.
 *
 * @param since when that was seen first; nothing as long as it does not stand in the stream's metadata
 */
public record Unwanted(StreamReport stream, PipelineRef owner, Optional<Instant> since) implements PendingDeletion {

    static List<Unwanted> among(ActualStreams holding, DesiredStreams demand, LivePipelines living) {
        List<Unwanted> unwanted = new ArrayList<>();
        holding.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> {
            Optional<StreamOwner> owner = StreamOwner.in(stream.config());
            boolean usedOn = owner.isEmpty()
                    || demand.asks(owner.get().uid(), stream.name())
                    || demand.wanted().stream()
                            .anyMatch(wanted -> wanted.name().equals(stream.name()) && wanted.isFor(owner.get()));
            if (!usedOn) {
                living.claimant(owner.get().uid())
                        .filter(claimant -> !claimant.deleting())
                        .filter(claimant -> demand.isUsedBy(claimant.owner().uid()))
                        .filter(claimant -> !demand.keepsAll(claimant.owner()))
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

    /** Whether a stream of this name keeps the progress of buffers, and no messages. */
    public static boolean isBucket(String stream) {
        return BufferNames.isBucket(stream);
    }
}
