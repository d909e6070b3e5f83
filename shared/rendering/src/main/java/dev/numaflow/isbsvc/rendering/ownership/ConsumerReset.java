package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A consumer that is ahead of its stream and has to be reset.
 *
 * @param claimant the owner of the stream, on which the Event is recorded
 */
public record ConsumerReset(ConsumerAhead ahead, PipelineRef claimant) {

    /**
     * The resets for streams of live Pipelines: of desired streams, whoever created the consumer, and of streams that are not
     * desired any more or moved to another service, which are deleted only after they were read. Streams without an owner are
     * ignored.
     */
    public static List<ConsumerReset> of(List<ConsumerAhead> ahead, DesiredStreams desired, StreamDiff diff) {
        List<ConsumerReset> resets = new ArrayList<>();
        ahead.forEach(each -> claimant(each.stream(), desired, diff)
                .ifPresent(claimant -> resets.add(new ConsumerReset(each, claimant))));
        return List.copyOf(resets);
    }

    private static Optional<PipelineRef> claimant(String stream, DesiredStreams desired, StreamDiff diff) {
        boolean anothers =
                diff.taken().stream().anyMatch(taken -> taken.wanted().name().equals(stream));
        return anothers
                ? Optional.empty()
                : Stream.of(
                                desired.wanted().stream()
                                        .filter(wanted -> wanted.name().equals(stream))
                                        .map(DesiredStream::claimant),
                                diff.unwanted().stream()
                                        .filter(unwanted -> unwanted.name().equals(stream))
                                        .map(Unwanted::owner),
                                diff.moved().stream()
                                        .filter(moved -> moved.has(stream))
                                        .map(MovedStreams::claimant))
                        .flatMap(claimants -> claimants)
                        .findFirst();
    }

    /** The Pipeline on which the Event is recorded. */
    public JsonNode about() {
        return claimant.object();
    }

    /**
     * Whether servers that cannot reset the consumer can recreate it without losing a message: a stream with interest retention
     * drops messages when its consumer is deleted.
     */
    public static boolean canBeMadeAgain(JsonNode stream) {
        return BreakingDrift.consumerCanBeMadeAnew(stream);
    }
}
