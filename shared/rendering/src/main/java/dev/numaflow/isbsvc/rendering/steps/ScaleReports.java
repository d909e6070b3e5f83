package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the nodes reported, several times in a row.
 *
 * @param statefulSet its name, with which those of the nodes begin
 */
public record ScaleReports(String statefulSet, List<ServerRound> rounds) implements ScaleServers {

    public ScaleReports {
        rounds = List.copyOf(rounds);
    }

    @Override
    public GateState gate(int nodes, Optional<Integer> stopped) {
        return gate(
                Stream.concat(IntStream.range(0, nodes).boxed(), stopped.stream())
                        .toList(),
                stopped);
    }

    /**
     * Whether every other node has everything without one that is lost: a majority with it, and of what has one or two copies all of them.
     */
    public GateState gateWithout(int lost, int nodes) {
        return gate(IntStream.range(0, nodes).boxed().toList(), Optional.of(lost));
    }

    private GateState gate(List<Integer> nodes, Optional<Integer> out) {
        GateFacts facts = new GateFacts(
                unreplaced(nodes.size()),
                nodes.stream().map(this::node).toList(),
                out.map(this::node),
                rounds,
                LiveConfig.NONE,
                List.of(),
                Instant.EPOCH);
        GateState state = Gate.of(facts);
        return state instanceof GateState.Shut ? state : GateState.of(StreamCopies.incompleteOfFew(facts));
    }

    /** None of them is replaced. */
    private RollState unreplaced(int count) {
        return new RollState(
                statefulSet,
                count,
                0,
                true,
                "",
                List.of(new RolledNode(0, "", Phase.AVAILABLE, false, Optional.empty())));
    }

    @Override
    public Optional<String> leader() {
        return leading().map(NodeReport::name);
    }

    private Optional<NodeReport> leading() {
        return last().reports().stream()
                .filter(report -> report.leader().equals(report.name()))
                .findFirst();
    }

    @Override
    public NavigableSet<Integer> members() {
        NavigableSet<Integer> members = new TreeSet<>();
        leading().ifPresent(leader -> Stream.concat(
                        Stream.of(leader.name()), leader.peers().stream().map(PeerReport::name))
                .forEach(name -> IntStream.range(0, Bounds.NODES)
                        .filter(ordinal -> is(name, ordinal))
                        .forEach(members::add)));
        return members;
    }

    private boolean is(String reported, int ordinal) {
        return PeerId.names(reported, node(ordinal));
    }

    @Override
    public List<String> onNode(int ordinal) {
        return everywhere(stream -> uses(stream, ordinal));
    }

    private Stream<String> uses(Reported reported, int ordinal) {
        StreamReport stream = reported.stream();
        boolean isThere = is(reported.node(), ordinal) || is(stream.leader(), ordinal) || has(stream.peers(), ordinal);
        return Stream.concat(
                isThere ? Stream.of("stream " + stream.name()) : Stream.empty(),
                stream.consumers().stream()
                        .filter(consumer -> is(consumer.position().leader(), ordinal) || has(consumer.peers(), ordinal))
                        .map(consumer -> "consumer " + consumer.name() + " of stream " + stream.name()));
    }

    private boolean has(Collection<PeerReport> peers, int ordinal) {
        return peers.stream().anyMatch(peer -> is(peer.name(), ordinal));
    }

    @Override
    public Optional<String> moving(int ordinal) {
        return everywhere(stream -> moving(stream, ordinal)).stream().findFirst();
    }

    private Stream<String> moving(Reported reported, int ordinal) {
        StreamReport stream = reported.stream();
        boolean isLed = stream.leader().equals(reported.node());
        boolean hasMore = stream.peers().size() + 1 > stream.replicas();
        if (isLed && hasMore && uses(reported, ordinal).findAny().isPresent()) {
            return Stream.of(progress(stream, ordinal));
        }
        return stream.consumers().stream()
                .filter(consumer -> consumer.position().leader().equals(reported.node()))
                .filter(consumer -> consumer.peers().size() + 1 > stream.replicas(consumer))
                .filter(consumer -> is(reported.node(), ordinal) || has(consumer.peers(), ordinal))
                .map(ConsumerReport::name)
                .map(name -> "consumer " + name + " of stream " + stream.name() + " is being moved");
    }

    /** The copy that has the fewest messages is the one that is waited for. */
    private String progress(StreamReport led, int ordinal) {
        return led.peers().stream()
                .filter(peer -> !is(peer.name(), ordinal))
                .flatMap(peer -> last().stream(peer.name(), led.name()).stream()
                        .filter(copy -> copy.messages() < led.messages())
                        .map(copy -> "stream " + led.name() + " on " + peer.name() + ": " + copy.messages() + " of "
                                + led.messages() + " messages"))
                .findFirst()
                .orElse("stream " + led.name() + " is being moved");
    }

    @Override
    public Optional<Copies> exceeding(int nodes) {
        return last().reports().stream()
                .flatMap(report -> report.streams().stream())
                .filter(stream -> stream.replicas() > nodes)
                .map(stream -> new Copies(stream.name(), stream.replicas()))
                .findFirst();
    }

    /** A report of a stream. @param node that reported it */
    private record Reported(String node, StreamReport stream) {}

    private List<String> everywhere(Function<Reported, Stream<String>> what) {
        return last().reports().stream()
                .flatMap(report -> report.streams().stream().map(stream -> new Reported(report.name(), stream)))
                .flatMap(what)
                .distinct()
                .sorted()
                .toList();
    }

    private ServerRound last() {
        return rounds.get(rounds.size() - 1);
    }

    private String node(int ordinal) {
        return statefulSet + "-" + ordinal;
    }
}
