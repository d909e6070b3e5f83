package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The group of servers that decides where streams are placed. Servers of 2.10 that start at the same moment may elect a leader before the
 * last of them is known to it; it is counted in with its first answer to a proposal, and with too few peers nothing is ever proposed: every
 * stream of three copies is refused with "no suitable peers". Starting it again makes it known.
 */
record MetaGroup(List<NatsServer> nodes) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(60);
    private static final Duration PERIOD = Duration.ofMillis(50);

    /** Waits until its leader knows every node, and restarts one that it has left out. */
    void awaitComplete() {
        Instant end = Instant.now().plus(COMPLETE_WITHIN);
        Instant patience = Instant.now().plus(KNOWN_WITHIN);
        List<NatsServer> missing = missing();
        while (!missing.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the leader of JetStream does not know all of "
                        + nodes.stream().map(NatsServer::name).toList() + " after " + COMPLETE_WITHIN.toSeconds()
                        + " s");
            }
            if (missing.size() < nodes.size() && Instant.now().isAfter(patience)) {
                missing.forEach(NatsServer::restart);
                patience = Instant.now().plus(KNOWN_WITHIN);
            }
            LockSupport.parkNanos(PERIOD.toNanos());
            missing = missing();
        }
    }

    /** The nodes that the leader does not know; all, while there is none. */
    private List<NatsServer> missing() {
        return nodes.stream()
                .map(node -> new Known(node.name(), report(node)))
                .filter(Known::leads)
                .findFirst()
                .map(leader -> nodes.stream()
                        .filter(node -> !leader.knows(node.name()))
                        .toList())
                .orElse(nodes);
    }

    private static String report(NatsServer node) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.monitorUrl() + "/jsz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the leader of JetStream", e);
        }
    }

    /** What a node says of the group in {@code /jsz}. */
    private record Known(String node, String report) {
        boolean leads() {
            return report.contains("\"leader\": \"" + node + "\"");
        }

        boolean knows(String other) {
            return other.equals(node) || report.contains("\"name\": \"" + other + "\"");
        }
    }
}
