package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares the copies of each stream with its leader. Leaders call a copy current that is still empty, so what counts is what each node
 * has. Under load no two answers are of the same moment: a copy follows its leader if it ends no earlier than the leader did a round
 * before, and if one of its counts is among those of the leader.
 */
final class StreamCopies {

    private static final String LOST =
            ", which is lost when its server is restarted: give it three copies, or delete it when nobody needs it any more";

    private StreamCopies() {}

    /** What is not complete, in words; sorted by stream. */
    static List<String> incomplete(GateFacts facts) {
        return facts.last()
                .streams()
                .flatMap(stream -> incomplete(stream, facts).stream())
                .toList();
    }

    /** The same for streams with one or two copies, which no roll goes on with. */
    static List<String> incompleteOfFew(GateFacts facts) {
        return facts.last()
                .streams()
                .filter(stream -> replicas(stream, facts) < Running.FEWEST_IN_STEPS)
                .flatMap(stream -> copies(stream, facts).stream())
                .toList();
    }

    /** The same for streams with more than one copy, whether those are a majority without a node or not. */
    static List<String> incompleteOfSeveral(GateFacts facts) {
        return facts.last()
                .streams()
                .filter(stream -> replicas(stream, facts) > 1)
                .flatMap(stream -> copies(stream, facts).stream())
                .toList();
    }

    /** The same where every copy on a disk stays, so that it does not matter how many there are; those in memory go. */
    static List<String> incompleteWithoutMemory(GateFacts facts) {
        return facts.last()
                .streams()
                .flatMap(stream ->
                        (isInMemory(stream, facts) ? inMemory(stream, facts) : onDisks(stream, facts)).stream())
                .toList();
    }

    private static List<String> inMemory(String name, GateFacts facts) {
        int replicas = replicas(name, facts);
        return facts.replaces() && replicas < Running.FEWEST_IN_STEPS
                ? List.of("stream " + name + " is in memory and has only " + count(replicas) + LOST)
                : incomplete(name, facts);
    }

    private static List<String> onDisks(String name, GateFacts facts) {
        List<String> reasons = new ArrayList<>();
        if (facts.replaces()) {
            facts.last()
                    .copies(name)
                    .flatMap(stream -> few(stream, stream::isInMemory))
                    .distinct()
                    .sorted()
                    .map(consumer -> consumer + " in memory" + LOST)
                    .forEach(reasons::add);
        }
        if (replicas(name, facts) > 1) {
            reasons.addAll(behind(name, facts));
        }
        return reasons;
    }

    static boolean isInMemory(String name, GateFacts facts) {
        return facts.last().copies(name).anyMatch(StreamReport::isInMemory);
    }

    /** The copies that a stream should have. */
    static int replicas(String name, GateFacts facts) {
        return facts.last().copies(name).mapToInt(StreamReport::replicas).min().orElseThrow();
    }

    private static List<String> incomplete(String name, GateFacts facts) {
        int replicas = replicas(name, facts);
        if (replicas < Running.FEWEST_IN_STEPS) {
            return facts.replaces() ? List.of("stream " + name + " has only " + count(replicas)) : List.of();
        }
        return copies(name, facts);
    }

    private static List<String> copies(String name, GateFacts facts) {
        if (facts.rounds().stream().anyMatch(round -> round.led(name).isEmpty())) {
            return behind(name, facts);
        }
        List<String> reasons = new ArrayList<>(
                facts.replaces() && replicas(name, facts) >= Running.FEWEST_IN_STEPS
                        ? few(facts.last().copies(name).toList())
                        : List.of());
        reasons.addAll(behind(name, facts));
        return reasons;
    }

    private static List<String> behind(String name, GateFacts facts) {
        if (facts.rounds().stream().anyMatch(round -> round.led(name).isEmpty())) {
            return List.of("stream " + name + " has no leader that answers");
        }
        int replicas = replicas(name, facts);
        StreamReport led = facts.last().led(name).orElseThrow();
        List<String> reasons = new ArrayList<>();
        if (led.peers().size() + 1 != replicas) {
            reasons.add("stream " + name + " has " + (led.peers().size() + 1) + " of " + replicas + " copies");
        }
        led.peers().stream()
                .filter(peer -> !facts.isOut(peer.name()))
                .flatMap(peer -> behind(peer, led, facts).stream())
                .forEach(reasons::add);
        return reasons;
    }

    /** Durable consumers of which a node may have the only copy, or one of two, which are no majority alone. */
    private static List<String> few(List<StreamReport> copies) {
        return copies.stream()
                .flatMap(stream -> few(stream, any -> true))
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> few(StreamReport stream, Predicate<ConsumerReport> which) {
        return stream.durables()
                .filter(which)
                .filter(consumer -> stream.replicas(consumer) < Running.FEWEST_IN_STEPS)
                .map(consumer -> "consumer " + consumer.name() + " of stream " + stream.name() + " has only "
                        + count(stream.replicas(consumer)));
    }

    private static String count(int copies) {
        return copies == 1 ? "1 copy" : copies + " copies";
    }

    private static Optional<String> behind(PeerReport peer, StreamReport led, GateFacts facts) {
        String where = "stream " + led.name() + " on " + peer.name();
        Optional<StreamReport> copy = facts.last().stream(peer.name(), led.name());
        if (copy.isEmpty()) {
            return Optional.of(where + " is missing");
        }
        if (!follows(peer.name(), led.name(), facts)) {
            return Optional.of(where + ": " + copy.get().messages() + " of " + led.messages() + " messages"
                    + (copy.get().messages() == led.messages()
                            ? ", up to " + copy.get().lastSequence() + " instead of " + led.lastSequence()
                            : ""));
        }
        if (!isCurrent(facts, round -> round.led(led.name()).flatMap(each -> peer(peer.name(), each.peers())))) {
            return Optional.of(where + (peer.offline() ? " is offline" : " is not up to date"));
        }
        return consumers(peer.name(), led, copy.get(), facts)
                .map(consumer -> "consumer " + consumer + " of " + where + " is not up to date")
                .findFirst();
    }

    private static boolean follows(String node, String stream, GateFacts facts) {
        List<StreamReport> led = reports(facts, round -> round.led(stream));
        List<StreamReport> copies = reports(facts, round -> round.stream(node, stream));
        if (copies.size() < led.size()) {
            return false;
        }
        for (int round = 1; round < led.size(); round++) {
            if (copies.get(round).lastSequence() < led.get(round - 1).lastSequence()) {
                return false;
            }
        }
        LongSummaryStatistics counts =
                led.stream().mapToLong(StreamReport::messages).summaryStatistics();
        return copies.stream()
                .mapToLong(StreamReport::messages)
                .anyMatch(count -> count >= counts.getMin() && count <= counts.getMax());
    }

    private static List<StreamReport> reports(GateFacts facts, Function<ServerRound, Optional<StreamReport>> which) {
        return facts.rounds().stream()
                .flatMap(round -> which.apply(round).stream())
                .toList();
    }

    /** The durable consumers that should have a copy on the node, and have none there or one that is not up to date. */
    private static Stream<String> consumers(String node, StreamReport led, StreamReport copy, GateFacts facts) {
        return led.durables()
                .filter(consumer -> led.replicas(consumer) == led.replicas())
                .map(ConsumerReport::name)
                .filter(consumer -> copy.consumer(consumer).isEmpty()
                        || !isCurrent(facts, round -> position(node, led.name(), consumer, round)));
    }

    /** The node's copy of a position, as the leader of the consumer knows it, which may be another node than that of the stream. */
    private static Optional<PeerReport> position(String node, String stream, String consumer, ServerRound round) {
        Optional<ConsumerReport> led = round.reports().stream()
                .flatMap(report -> round.stream(report.name(), stream)
                        .flatMap(copy -> copy.consumer(consumer))
                        .filter(each -> each.position().leader().equals(report.name()))
                        .stream())
                .findFirst();
        return led.filter(each -> each.position().leader().equals(node))
                .map(each -> new PeerReport(node, true, false, 0))
                .or(() -> led.flatMap(each -> peer(node, each.peers())));
    }

    private static Optional<PeerReport> peer(String node, List<PeerReport> peers) {
        return peers.stream().filter(peer -> peer.name().equals(node)).findFirst();
    }

    /** Under load a copy that follows is current in one moment and not in the next one; what is offline at the end is not. */
    private static boolean isCurrent(GateFacts facts, Function<ServerRound, Optional<PeerReport>> peer) {
        boolean offline =
                peer.apply(facts.last()).filter(last -> !last.offline()).isEmpty();
        return !offline
                && facts.rounds().stream()
                        .anyMatch(round ->
                                peer.apply(round).filter(PeerReport::current).isPresent());
    }
}
