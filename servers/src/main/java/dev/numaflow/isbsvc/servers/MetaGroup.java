package dev.numaflow.isbsvc.servers;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The group of servers that decides where streams are placed. Servers of 2.10 that start at the same moment may elect a leader before the
 * last of them is known to it; it is counted in with its first answer to a proposal, and with too few peers nothing is ever proposed: every
 * stream of three copies is refused with "no suitable peers". Starting it again makes it known.
 */
public record MetaGroup(List<? extends Node> nodes) {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(60);

    /** A server of the group, which is stopped and started again when the leader does not know it. */
    public interface Node {

        /** Its server_name. */
        String name();

        /** Where it answers /jsz. */
        String monitorUrl();

        void restart();
    }

    /** Waits until its leader knows every node, and restarts one that it has left out. */
    public void awaitComplete() {
        Instant end = Instant.now().plus(COMPLETE_WITHIN);
        while (!Polling.isTrueWithin(KNOWN_WITHIN, () -> missing().isEmpty())) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the leader of JetStream does not know all of "
                        + nodes.stream().map(Node::name).toList() + " after " + COMPLETE_WITHIN.toSeconds()
                        + " s");
            }
            List<? extends Node> missing = missing();
            if (missing.size() < nodes.size()) {
                missing.forEach(Node::restart);
            }
        }
    }

    /** The nodes that the leader does not know; all, while there is none. */
    private List<? extends Node> missing() {
        return nodes.stream()
                .map(node -> new Known(node.name(), report(node)))
                .filter(Known::leads)
                .findFirst()
                .<List<? extends Node>>map(leader -> nodes.stream()
                        .filter(node -> !leader.knows(node.name()))
                        .toList())
                .orElse(nodes);
    }

    private static String report(Node node) {
        return HttpProbe.plain().body(HttpRequest.newBuilder(URI.create(node.monitorUrl() + "/jsz")));
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
