package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A consumer that is ahead of its stream and is to be set back.
 *
 * @param claimant whose the stream is, and who is told
 */
public record ConsumerReset(ConsumerAhead ahead, PipelineRef claimant) {

    /**
     * Those of the streams of living Pipelines: of what they ask for, whoever made the consumer, and of what they do not want any more
     * or left on a service that they do not use now, which goes only after it was read. Streams that are nobody's are nobody's business.
     */
    public static List<ConsumerReset> of(List<ConsumerAhead> ahead, DesiredStreams demand, StreamDiff findings) {
        List<ConsumerReset> resets = new ArrayList<>();
        ahead.forEach(each -> claimant(each.stream(), demand, findings)
                .ifPresent(claimant -> resets.add(new ConsumerReset(each, claimant))));
        return List.copyOf(resets);
    }

    private static Optional<PipelineRef> claimant(String stream, DesiredStreams demand, StreamDiff findings) {
        boolean anothers = findings.taken().stream()
                .anyMatch(taken -> taken.wanted().name().equals(stream));
        return anothers
                ? Optional.empty()
                : Stream.of(
                                demand.wanted().stream()
                                        .filter(wanted -> wanted.name().equals(stream))
                                        .map(DesiredStream::claimant),
                                findings.unwanted().stream()
                                        .filter(unwanted -> unwanted.name().equals(stream))
                                        .map(Unwanted::owner),
                                findings.moved().stream()
                                        .filter(moved -> moved.has(stream))
                                        .map(MovedStreams::claimant))
                        .flatMap(claimants -> claimants)
                        .findFirst();
    }

    /** The Pipeline that is told. */
    public JsonNode about() {
        return claimant.object();
    }

    /**
     * Whether servers that cannot set it back can make it again without losing a message: a stream that keeps messages only while
     * somebody is interested drops them when its consumer goes.
     */
    public static boolean canBeMadeAgain(JsonNode stream) {
        return BreakingDrift.consumerCanBeMadeAnew(stream);
    }
}
