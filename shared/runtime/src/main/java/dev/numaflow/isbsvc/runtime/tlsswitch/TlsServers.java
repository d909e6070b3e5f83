package dev.numaflow.isbsvc.runtime.tlsswitch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.tls.TlsDecider;
import dev.numaflow.isbsvc.runtime.nats.ClientConnections;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Asks every node of one service how it uses TLS, once, and who is connected. */
final class TlsServers implements TlsDecider.Servers {

    private static final String VALID_UNTIL = "tls_cert_not_after";

    private final ServerInfo info;
    private final Monitoring monitoring;
    private final ClientConnections connections;
    private final Names names;
    private final int replicas;
    private final byte[] authorities;
    private final Duration reconnecting;
    private final Map<Integer, Optional<Node>> nodes = new HashMap<>();

    TlsServers(
            ServerInfo info,
            Monitoring monitoring,
            ClientConnections connections,
            Names names,
            int replicas,
            byte[] authorities,
            Duration reconnecting) {
        this.info = info;
        this.monitoring = monitoring;
        this.connections = connections;
        this.names = names;
        this.replicas = replicas;
        this.authorities = authorities.clone();
        this.reconnecting = reconnecting;
    }

    /**
     * A node.
     *
     * @param told to clients; it goes on offering TLS that it loads no longer until it restarts
     * @param routes whether it has loaded TLS for the connections to other nodes; empty where its release does not say so. Both are in one
     *     volume, which the kubelet writes at once, and what clients get was written later
     */
    private record Node(ServerInfo.Told told, Optional<Boolean> routes, ServerRun run) {

        /** By the server's own clock. */
        boolean isOlderThan(Duration age) {
            return run.started()
                    .flatMap(started -> run.asked().map(asked -> Duration.between(started, asked)))
                    .filter(up -> up.compareTo(age) >= 0)
                    .isPresent();
        }

        boolean is(TlsMode mode) {
            return told.answers() == mode.isServed()
                    && told.requires() == (mode == TlsMode.REQUIRED)
                    && (told.offers() ? mode != TlsMode.OFF : !mode.isOffered())
                    && routes.filter(served -> served != mode.isServed()).isEmpty();
        }
    }

    @Override
    public Optional<String> silent() {
        return first(ordinal -> node(ordinal).isEmpty()).map(node -> "node " + node + " does not answer");
    }

    @Override
    public Optional<String> unlike(TlsMode mode) {
        return first(ordinal -> node(ordinal).filter(node -> !node.is(mode)).isPresent())
                .map(node -> "node " + node + " has not loaded it yet, which takes a minute or two");
    }

    @Override
    public Optional<String> tooOld() {
        return first(ordinal -> node(ordinal)
                        .flatMap(node -> node.run().release())
                        .filter(release -> release.compareTo(TlsDecider.OLDEST) < 0)
                        .isPresent())
                .map(node -> "node " + node + " runs NATS older than " + TlsDecider.OLDEST
                        + ", which may ask clients for TLS that have none");
    }

    /** Who was connected to a server that has just started may be on the way back to it, or to another. */
    @Override
    public Optional<String> clients(boolean tls) {
        Optional<String> young = first(ordinal ->
                node(ordinal).filter(node -> node.isOlderThan(reconnecting)).isEmpty());
        return young.isPresent()
                ? young.map(node -> "node " + node + " has run for less than " + reconnecting.toSeconds()
                        + " seconds, and clients may be about to connect again")
                : connected(tls);
    }

    private Optional<String> connected(boolean tls) {
        List<OptionalLong> counts = connections.withTls(tls, names, replicas);
        List<String> byNode = new ArrayList<>();
        for (int ordinal = 0; ordinal < counts.size(); ordinal++) {
            if (counts.get(ordinal).isEmpty()) {
                return Optional.of("node " + names.pod(ordinal) + " does not say which");
            }
            if (counts.get(ordinal).getAsLong() > 0) {
                byNode.add(counts.get(ordinal).getAsLong() + " on " + names.pod(ordinal));
            }
        }
        return byNode.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", byNode));
    }

    private Optional<String> first(Predicate<Integer> is) {
        return IntStream.range(0, replicas).boxed().filter(is).map(names::pod).findFirst();
    }

    private Optional<Node> node(int ordinal) {
        return nodes.computeIfAbsent(
                ordinal, asked -> info.of(names, asked, authorities).flatMap(told -> node(asked, told)));
    }

    private Optional<Node> node(int ordinal, ServerInfo.Told told) {
        return monitoring
                .ask(names.podHost(ordinal), "/varz")
                .join()
                .map(answer -> new Node(told, routes(answer.body()), ServerRun.of(names.pod(ordinal), answer.body())));
    }

    /** Servers of 2.12 and later say until when each certificate is valid that they have loaded. */
    private Optional<Boolean> routes(JsonNode varz) {
        boolean served = varz.path("cluster").has(VALID_UNTIL);
        return replicas > 1 && (served || varz.has(VALID_UNTIL)) ? Optional.of(served) : Optional.empty();
    }
}
