package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Derives doubts and degradations of a service from the reports of its servers. */
final class ServerEvaluator {

    /** Percent of the store; once reported, usage has to fall below the second value to clear it. */
    private static final int ALMOST_FULL = 85;

    private static final int FULL_NO_LONGER = 80;

    private ServerEvaluator() {}

    /** Why it is uncertain that the service serves; empty when it is certain. */
    static Optional<ServiceTrouble> doubt(HealthFacts facts) {
        if (facts.servers().size() < facts.quorum()) {
            return Optional.of(silence(facts));
        }
        List<String> leaderless = names(
                facts.servers().stream().filter(node -> !isLed(facts, node)).toList());
        if (facts.servers().size() - leaderless.size() < facts.quorum()) {
            return Optional.of(explained(
                    facts,
                    node -> true,
                    new ServiceTrouble(
                            Kind.NO_META_LEADER,
                            Shown.list(leaderless, Shown.NAMES) + " know no leader that answers")));
        }
        List<String> streams = StreamQuorums.withoutLeader(facts.servers());
        return streams.isEmpty()
                ? Optional.empty()
                : Optional.of(explained(
                        facts,
                        node -> node.streams().stream().anyMatch(stream -> streams.contains(stream.name())),
                        new ServiceTrouble(Kind.STREAMS_WITHOUT_LEADER, Shown.list(streams, Shown.NAMES))));
    }

    /** The servers that answer report that they have lost the others; otherwise the fault may be the network to this function. */
    private static ServiceTrouble silence(HealthFacts facts) {
        String count = facts.servers().size() + " of " + facts.nodes().replicas() + " servers answer, " + facts.quorum()
                + " needed";
        boolean lost = facts.servers().stream().anyMatch(node -> node.leader().isEmpty());
        return new ServiceTrouble(lost ? Kind.PEERS_OFFLINE : Kind.SERVERS_UNREACHABLE, count);
    }

    /** A single server needs no leader; a leader that does not answer is one that followers have not missed yet. */
    private static boolean isLed(HealthFacts facts, NodeReport node) {
        return facts.nodes().replicas() == 1 || facts.answering().contains(node.leader());
    }

    private static ServiceTrouble explained(
            HealthFacts facts, Predicate<NodeReport> concerned, ServiceTrouble symptom) {
        List<String> full = almostFull(facts, concerned);
        return full.isEmpty()
                ? symptom
                : new ServiceTrouble(Kind.DISK_ALMOST_FULL, Shown.list(full, Shown.NAMES) + "; " + symptom);
    }

    /** The degradations that the servers report. */
    static List<ServiceTrouble> degradations(HealthFacts facts) {
        List<ServiceTrouble> all = new ArrayList<>();
        List<String> offline = offline(facts);
        if (!offline.isEmpty()) {
            all.add(new ServiceTrouble(Kind.PEERS_OFFLINE, Shown.list(offline, Shown.NAMES)));
        }
        List<String> full = almostFull(facts, node -> true);
        if (!full.isEmpty()) {
            all.add(new ServiceTrouble(Kind.DISK_ALMOST_FULL, Shown.list(full, Shown.NAMES)));
        }
        List<String> ahead = ahead(facts);
        if (!ahead.isEmpty()) {
            all.add(new ServiceTrouble(
                    Kind.CONSUMERS_AHEAD, facts.previous().noteAhead(Shown.list(ahead, Shown.NAMES), facts.now())));
        }
        ReloadEvaluator.trouble(facts).ifPresent(all::add);
        return all;
    }

    /**
     * The start time is reported as well: what happened to streams is known only of servers that have run since before it. Streams
     * without an owner are ignored, because their consumers are not reset; servers that store no owners with streams cannot show it.
     */
    private static List<String> ahead(HealthFacts facts) {
        Set<String> owned = facts.servers().stream()
                .flatMap(node -> node.streams().stream())
                .filter(stream -> StreamOwner.in(stream.config()).isPresent())
                .map(StreamReport::name)
                .collect(Collectors.toSet());
        return facts.ahead().stream()
                .filter(consumer -> owned.isEmpty() || owned.contains(consumer.stream()))
                .map(ConsumerAhead::label)
                .sorted()
                .toList();
    }

    /** Only the leader knows, ten seconds after a peer fell silent. Pods that are not ready are reported already. */
    private static List<String> offline(HealthFacts facts) {
        List<String> ready = facts.pods().stream()
                .filter(PodState::ready)
                .map(PodState::name)
                .toList();
        return facts.servers().stream()
                .filter(node -> node.name().equals(node.leader()))
                .flatMap(node -> node.peers().stream())
                .filter(peer -> peer.offline() || !peer.current())
                .map(PeerReport::name)
                .filter(ready::contains)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<String> almostFull(HealthFacts facts, Predicate<NodeReport> concerned) {
        int threshold = facts.previous().reported(Kind.DISK_ALMOST_FULL) ? FULL_NO_LONGER : ALMOST_FULL;
        return names(facts.servers().stream()
                .filter(concerned)
                .filter(node -> node.storage().isFilledTo(threshold))
                .toList());
    }

    private static List<String> names(List<NodeReport> nodes) {
        return nodes.stream().map(NodeReport::name).sorted().toList();
    }
}
