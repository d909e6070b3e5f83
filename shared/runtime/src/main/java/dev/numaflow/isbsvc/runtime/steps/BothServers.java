package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.steps.LostStreams;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The server of a service, or one of several, and the one with the copy of its streams.
 *
 * @param isNowhere whether each server of the service answers, and has nothing of a stream
 */
record BothServers(JetStreamApi service, JetStreamApi copy, Predicate<String> isNowhere) implements AutoCloseable {

    /** Whether the cluster knows the name of a stream for which no server answers. */
    boolean isKnownAlone(String stream) {
        return service.streamNames().contains(stream) && !service.stored().containsKey(stream);
    }

    /** What several nodes have lost since everything was restored. @param before what they stored a moment ago */
    Optional<NextStep> lost(Map<String, StoredStream> copies, Map<String, StoredStream> before) {
        Map<String, StoredStream> now = service.stored();
        return LostStreams.next(copies, Set.copyOf(service.streamNames()), before, now);
    }

    /** A stream that was lost and filled since, up to where its copy ends. */
    Optional<NextStep> replaced(Collection<StoredStream> copies) {
        return copies.stream()
                .filter(service::hasAnotherThanLastOf)
                .findFirst()
                .map(stream -> LostStreams.waiting(stream.name()));
    }

    /** Asked right before what is left of a stream goes: its last message has to be in the copy. */
    void requireLastOf(StoredStream stream) {
        if (!copy.hasLastOf(stream)) {
            throw new NatsUnavailable("stream " + stream.name() + " has message "
                    + stream.state().last().sequence() + " of "
                    + stream.state().last().time()
                    + ", which its copy has not, so nothing is written over it; the copy stays until that stream is"
                    + " deleted");
        }
    }

    @Override
    public void close() {
        service.close();
        copy.close();
    }
}
