package dev.numaflow.isbsvc.runtime.rotation;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.RotationDecider;
import dev.numaflow.isbsvc.runtime.nats.ClientConnections;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks every node of one service whom it accepts, by connecting to it, and who is connected. */
record CredentialServers(NatsAccess access, ClientConnections connections, Names names, int replicas, boolean tls)
        implements RotationDecider.Servers {

    @Override
    public Optional<String> refuse(Credentials credentials) {
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            try {
                if (!access.accepts(names, ordinal, credentials, tls)) {
                    return Optional.of("node " + names.pod(ordinal)
                            + " has not loaded the new credentials yet, which takes a minute or two");
                }
            } catch (NatsUnavailable silent) {
                return Optional.of("node " + names.pod(ordinal) + " does not answer");
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> connected(String user) {
        List<OptionalLong> counts = connections.as(user, names, replicas);
        List<String> byNode = new ArrayList<>();
        for (int ordinal = 0; ordinal < counts.size(); ordinal++) {
            if (counts.get(ordinal).isEmpty()) {
                return Optional.of("node " + names.pod(ordinal) + " does not say who is connected");
            }
            if (counts.get(ordinal).getAsLong() > 0) {
                byNode.add(counts.get(ordinal).getAsLong() + " on " + names.pod(ordinal));
            }
        }
        return byNode.isEmpty() ? Optional.empty() : Optional.of(RotationDecider.stillConnected(byNode));
    }
}
