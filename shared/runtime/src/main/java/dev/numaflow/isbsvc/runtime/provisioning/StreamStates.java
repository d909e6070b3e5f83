package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The observed state of a service: what is desired, what its servers hold, and the difference.
 *
 * @param outdated streams that the ledger of owners need not record any more
 * @param unanswered why the state of some streams is unknown; the difference leaves them out
 */
record StreamStates(
        DesiredStreams desired,
        StreamDiff.Owners owners,
        ActualStreams actual,
        StreamDiff diff,
        Set<String> outdated,
        List<NatsUnavailable> unanswered) {

    /** @param unanswered why the servers had no answer about some streams: nothing is done about these */
    static StreamStates of(
            DesiredStreams desired,
            StreamDiff.Owners owners,
            ActualStreams actual,
            OwnedStreams streams,
            Map<String, NatsUnavailable> unanswered) {
        return new StreamStates(
                desired,
                owners,
                actual,
                StreamDiff.of(desired, actual, owners).without(unanswered.keySet()),
                streams.outdated(desired, actual).stream()
                        .filter(name -> !unanswered.containsKey(name))
                        .collect(Collectors.toSet()),
                List.copyOf(unanswered.values()));
    }

    /** Whether there is nothing to do. */
    boolean complete() {
        return diff.due().isEmpty() && outdated.isEmpty();
    }
}
