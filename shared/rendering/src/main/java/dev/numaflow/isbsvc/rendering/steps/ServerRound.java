package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the nodes of a service reported at one time.
 *
 * @param health of those that answered
 * @param reports of those that answered
 */
public record ServerRound(List<NodeHealth> health, List<NodeReport> reports) {

    public ServerRound {
        health = List.copyOf(health);
        reports = List.copyOf(reports);
    }

    /**
     * The answer of a node to {@code /healthz}.
     *
     * @param good whether it reports itself healthy, and no write error
     * @param message its words where it does not
     */
    public record NodeHealth(String node, boolean good, String message) {}

    Optional<NodeHealth> health(String node) {
        return health.stream().filter(each -> each.node().equals(node)).findFirst();
    }

    Optional<NodeReport> report(String node) {
        return reports.stream().filter(each -> each.name().equals(node)).findFirst();
    }

    /** The report of this node of a stream. */
    Optional<StreamReport> stream(String node, String name) {
        return report(node).stream()
                .flatMap(report -> report.streams().stream())
                .filter(stream -> stream.name().equals(name))
                .findFirst();
    }

    /** The reports of all nodes of a stream. */
    Stream<StreamReport> copies(String name) {
        return reports.stream().flatMap(report -> report.streams().stream()).filter(stream -> stream.name()
                .equals(name));
    }

    /** The report of the leader of a stream. */
    Optional<StreamReport> led(String name) {
        return reports.stream()
                .flatMap(report -> report.streams().stream()
                        .filter(stream -> stream.name().equals(name))
                        .filter(stream -> stream.leader().equals(report.name())))
                .findFirst();
    }

    /** The names of all streams, each once. */
    Stream<String> streams() {
        return reports.stream()
                .flatMap(report -> report.streams().stream())
                .map(StreamReport::name)
                .distinct()
                .sorted();
    }
}
