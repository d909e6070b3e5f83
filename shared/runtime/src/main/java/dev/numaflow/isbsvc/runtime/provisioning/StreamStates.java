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
 * One look at a service: what is asked of it, what its servers hold, and what lies between.
 *
 * @param resets consumers that are ahead of their streams
 * @param moved what is decided about the streams of Pipelines that use another service now
 * @param outdated streams of which the ledger of owners need not speak any more
 * @param unanswered why nothing is known for sure of some streams; the findings leave them out
 */
record StreamStates(
        DesiredStreams demand,
        LivePipelines living,
        ActualStreams holding,
        StreamDiff findings,
        List<ConsumerReset> resets,
        List<DeletionDecision> moved,
        Set<String> outdated,
        List<NatsUnavailable> unanswered) {

    /**
     * @param ahead consumers that are ahead of their streams
     * @param decide what is to become of the streams of Pipelines that use another service now
     */
    static StreamStates of(
            DesiredStreams demand,
            LivePipelines living,
            ActualStreams holding,
            List<ConsumerAhead> ahead,
            OwnedStreams streams,
            Function<List<MovedStreams>, List<DeletionDecision>> decide) {
        StreamDiff findings = StreamDiff.of(demand, holding, living);
        return new StreamStates(
                demand,
                living,
                holding,
                findings,
                ConsumerReset.of(ahead, demand, findings),
                decide.apply(findings.moved()),
                Set.copyOf(streams.outdated(demand, holding)),
                List.of());
    }

    /** The same, with nothing to be done about streams for which the servers had no answer. */
    StreamStates without(Map<String, NatsUnavailable> unanswered) {
        StreamDiff sure = findings.without(unanswered.keySet());
        return new StreamStates(
                demand,
                living,
                holding,
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

    /** The streams about which a listing may be behind, and which are to be asked for before anything is done. */
    List<String> suspects() {
        return Stream.concat(
                        findings.suspects().stream(),
                        moved.stream()
                                .filter(DeletionDecision::isDue)
                                .flatMap(decision -> decision.moved().streams().stream())
                                .map(StreamReport::name))
                .toList();
    }

    /** Whether nothing is to be done. */
    boolean complete(Instant now) {
        return findings.complete(now)
                && resets.isEmpty()
                && outdated.isEmpty()
                && moved.stream().noneMatch(decision -> decision.isDue() || decision.isToBeMarked());
    }
}
