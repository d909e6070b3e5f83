package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.Optional;
import java.util.stream.IntStream;

/** Asks every node of one service whether it keeps what clients delete: each maps what it is asked, as it has loaded its own configuration. */
record GuardedNodes(NatsAccess access, boolean tls) {

    /** The first node that does, or does not answer, in words; empty where none does. */
    Optional<String> guarding(Names names, int replicas) {
        return IntStream.range(0, replicas)
                .mapToObj(ordinal -> node(names, ordinal))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> node(Names names, int ordinal) {
        try (JetStreamApi node = access.connect(names, ordinal, tls)) {
            return node.guardsDeletion() ? Optional.of("node " + names.pod(ordinal) + " has not") : Optional.empty();
        } catch (NatsUnavailable silent) {
            return Optional.of("node " + names.pod(ordinal) + " does not answer");
        }
    }
}
