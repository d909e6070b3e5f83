package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.ConsumerReset;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.MovedStreams;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The observed state of a service: what is desired, what its servers hold, and the difference.
 *
 * @param resets consumers that are ahead of their streams
 * @param moved the decisions about the streams of Pipelines that use another service now
 * @param outdated streams that the ledger of owners need not record any more
 * @param unanswered why the state of some streams is unknown; the findings leave them out
 */
record StreamStates(
        DesiredStreams desired,
        LivePipelines living,
        ActualStreams actual,
        StreamDiff diff,
        List<ConsumerReset> resets,
        List<DeletionDecision> moved,
        Set<String> outdated,
        List<NatsUnavailable> unanswered) {

    /**
     * @param ahead consumers that are ahead of their streams
     * @param decide decides about the streams of Pipelines that use another service now
     */
    static StreamStates of(
            DesiredStreams desired,
            LivePipelines living,
            ActualStreams actual,
            List<ConsumerAhead> ahead,
            OwnedStreams streams,
            Function<List<MovedStreams>, List<DeletionDecision>> decide) {
        StreamDiff diff = StreamDiff.of(desired, actual, living);
        return new StreamStates(
                desired,
                living,
                actual,
                diff,
                ConsumerReset.of(ahead, desired, diff),
                decide.apply(diff.moved()),
                Set.copyOf(streams.outdated(desired, actual)),
                List.of());
    }

    /** The same, with nothing to do about streams for which the servers had no answer. */
    StreamStates without(Map<String, NatsUnavailable> unanswered) {
        StreamDiff sure = diff.without(unanswered.keySet());
        return new StreamStates(
                desired,
                living,
                actual,
                sure,
                resets.stream()
                        .filter(reset -> !unanswered.containsKey(reset.ahead().stream()))
                        .toList(),
                moved.stream()
                        .filter(decision -> sure.moved().contains(decision.moved()))
                        .toList(),
                outdated.stream().filter(name -> !unanswered.containsKey(name)).collect(Collectors.toSet()),
                List.copyOf(unanswered.values()));
    }

    /** The streams about which a listing may be stale, and which are queried before anything is done. */
    List<String> suspects() {
        return Stream.concat(
                        diff.suspects().stream(),
                        moved.stream()
                                .filter(DeletionDecision::isDue)
                                .flatMap(decision -> decision.moved().streams().stream())
                                .map(StreamReport::name))
                .toList();
    }

    /** Whether there is nothing to do. */
    boolean complete(Instant now) {
        return diff.complete(now)
                && resets.isEmpty()
                && outdated.isEmpty()
                && moved.stream().noneMatch(decision -> decision.isDue() || decision.isToBeMarked());
    }
}
