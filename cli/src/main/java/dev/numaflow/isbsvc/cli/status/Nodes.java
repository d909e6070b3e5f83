package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.NodeFact;
import dev.numaflow.isbsvc.rendering.health.ObjectConditions;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Merges what the cluster reports of the pods and what their servers report of themselves and each other. */
final class Nodes {

    private Nodes() {}

    static List<NodeFact> of(List<JsonNode> pods, Map<String, Reached<ServerAnswers.Node>> answers) {
        List<NodeReport> reports = answers.values().stream()
                .filter(Reached::came)
                .map(answer -> answer.value().report())
                .toList();
        return pods.stream()
                .map(pod -> node(pod, answers.get(pod.at("/metadata/name").asText()), reports))
                .toList();
    }

    private static NodeFact node(JsonNode pod, Reached<ServerAnswers.Node> answer, List<NodeReport> reports) {
        String name = pod.at("/metadata/name").asText();
        String phase = ObjectMetas.isDeleting(pod)
                ? "Terminating"
                : pod.at("/status/phase").asText();
        int restarts = pod.at("/status/containerStatuses").findValues("restartCount").stream()
                .mapToInt(JsonNode::asInt)
                .sum();
        if (!answer.came()) {
            return new NodeFact(
                    name,
                    phase,
                    ObjectConditions.isTrue(pod, "Ready"),
                    restarts,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    answer.why());
        }
        NodeReport report = answer.value().report();
        return new NodeFact(
                name,
                phase,
                ObjectConditions.isTrue(pod, "Ready"),
                restarts,
                answer.value().version(),
                report.leader().equals(name),
                report.streams().size(),
                lag(name, reports),
                report.storage().used(),
                report.storage().limit(),
                null);
    }

    /** What the leaders report about it: of the cluster itself, and of each stream. */
    private static Long lag(String name, List<NodeReport> reports) {
        return reports.stream()
                .flatMap(report -> Stream.concat(
                        report.leader().equals(report.name()) ? report.peers().stream() : Stream.empty(),
                        report.streams().stream()
                                .filter(stream -> leads(report, stream))
                                .map(StreamReport::peers)
                                .flatMap(List::stream)))
                .filter(peer -> peer.name().equals(name))
                .mapToLong(PeerReport::lag)
                .sum();
    }

    /** Whether the node leads the stream. A single server reports no leader, and leads the only copy. */
    static boolean leads(NodeReport node, StreamReport stream) {
        return stream.leader().isEmpty()
                ? stream.replicas() == 1
                : stream.leader().equals(node.name());
    }
}
