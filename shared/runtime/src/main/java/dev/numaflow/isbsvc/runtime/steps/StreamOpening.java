package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one call does of giving streams back to whoever writes to them, with as many copies as there are nodes for. */
final class StreamOpening {

    private static final String COPIES = "num_replicas";

    private StreamOpening() {}

    /** Opens whatever is closed. One that cannot be opened keeps no other one closed, as one whose subjects overlap with them until then. */
    static boolean open(JetStreamApi service, int copies, GuardedChange.Turn turn) {
        Map<String, StoredStream> now = new TreeMap<>(service.stored());
        Optional<NatsUnavailable> failure = Optional.empty();
        for (NextStep next = CopyDecider.opening(now).orElse(null);
                next instanceof CopyStep.Open step;
                next = CopyDecider.opening(now).orElse(null)) {
            turn.renew();
            StoredStream stream = now.remove(step.stream());
            try {
                open(service, stream, copies);
            } catch (NatsUnavailable e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        failure.ifPresent(refused -> {
            throw refused;
        });
        return true;
    }

    /** Where the servers refuse more copies for the moment, it is opened with those that it has. */
    private static void open(JetStreamApi service, StoredStream stream, int copies) {
        JsonNode opened = StreamFence.opened(stream.config());
        if (opened.path(COPIES).asInt(1) >= copies
                || service.updateStream(withCopies(opened, copies)) instanceof CreateResult.Refused) {
            update(service, stream.name(), opened);
        }
    }

    private static JsonNode withCopies(JsonNode config, int copies) {
        return ((ObjectNode) config.deepCopy()).put(COPIES, copies);
    }

    /** Gives each stream that was copied so many copies. @return false where the servers refuse that, which is waited for */
    static boolean replicate(BothServers both, int copies, GuardedChange.Turn turn) {
        Map<String, StoredStream> now = new TreeMap<>(both.service().stored());
        Set<String> copied = both.copy().stored().keySet();
        Optional<NextStep.Wait> refused = Optional.empty();
        for (NextStep next = CopyDecider.replicating(copied, now, copies).orElse(null);
                next instanceof CopyStep.Replicate step;
                next = CopyDecider.replicating(copied, now, copies).orElse(null)) {
            turn.renew();
            JsonNode config = now.remove(step.stream()).config();
            if (both.service().updateStream(withCopies(config, copies)) instanceof CreateResult.Refused no) {
                refused = refused.or(() -> Optional.of(new NextStep.Wait(
                        CopyDecider.OPENING,
                        step.message() + " as soon as the servers take that: " + no.error()
                                + ". Make room for them, or set stream.replicas of spec.jetstream.bufferConfig to 1; the copy stays"
                                + " until then",
                        false)));
            }
        }
        refused.ifPresent(turn::waits);
        return refused.isEmpty();
    }

    static void update(JetStreamApi server, String stream, JsonNode config) {
        if (server.updateStream(config) instanceof CreateResult.Refused refused) {
            throw new NatsUnavailable("stream " + stream + " cannot be changed: " + refused.error());
        }
    }
}
