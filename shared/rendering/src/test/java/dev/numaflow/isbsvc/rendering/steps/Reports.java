package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.steps.ServerRound.NodeHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What three nodes report of themselves and of one stream, led by the first, with a consumer; a test changes one detail of it. */
final class Reports {

    static final String STREAM = "X";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int nodes;
    private final List<Consumer<ObjectNode>> changes = new ArrayList<>();
    private final List<NodeHealth> ill = new ArrayList<>();
    private final List<String> silent = new ArrayList<>();
    private long messages = 5_000;

    private Reports(int nodes) {
        this.nodes = nodes;
    }

    static Reports of(int nodes) {
        return new Reports(nodes);
    }

    int nodes() {
        return nodes;
    }

    static String node(int ordinal) {
        return "n-" + ordinal;
    }

    /** A later report of the leader. */
    Reports having(long stored) {
        this.messages = stored;
        return this;
    }

    /** The report of one node, changed. */
    Reports change(int ordinal, Consumer<ObjectNode> change) {
        changes.add(node -> {
            if (node.path("name").asText().equals(node(ordinal))) {
                change.accept(node);
            }
        });
        return this;
    }

    /** The copy of the stream on that node has so many messages, and ends with that sequence. */
    Reports copy(int ordinal, long stored, long last) {
        return change(
                ordinal,
                node -> stream(node).withObject("state").put("messages", stored).put("last_seq", last));
    }

    Reports ill(int ordinal, String words) {
        ill.add(new NodeHealth(node(ordinal), false, words));
        return this;
    }

    Reports silent(int ordinal) {
        silent.add(node(ordinal));
        return this;
    }

    static ObjectNode stream(ObjectNode node) {
        return (ObjectNode) node.at("/account_details/0/stream_detail/0");
    }

    static ObjectNode consumer(ObjectNode node) {
        return (ObjectNode) stream(node).at("/consumer_detail/0");
    }

    /** The state of that peer, as the object at the pointer lists it. */
    static ObjectNode peer(JsonNode of, String pointer, int ordinal) {
        for (JsonNode peer : of.at(pointer + "/replicas")) {
            if (peer.path("name").asText().equals(node(ordinal))) {
                return (ObjectNode) peer;
            }
        }
        throw new IllegalArgumentException("no peer " + ordinal);
    }

    ServerRound round() {
        List<String> answering = IntStream.range(0, nodes)
                .mapToObj(Reports::node)
                .filter(node -> !silent.contains(node))
                .toList();
        return new ServerRound(
                answering.stream()
                        .map(node -> ill.stream()
                                .filter(health -> health.node().equals(node))
                                .findFirst()
                                .orElse(new NodeHealth(node, true, "")))
                        .toList(),
                answering.stream().map(this::report).toList());
    }

    private NodeReport report(String name) {
        ObjectNode node = JSON.createObjectNode().put("name", name);
        cluster(node.putObject("meta_cluster"), name);
        ObjectNode stream = node.putArray("account_details")
                .addObject()
                .putArray("stream_detail")
                .addObject()
                .put("name", STREAM);
        stream.putObject("config").put("num_replicas", nodes);
        stream.putObject("state").put("messages", messages).put("last_seq", messages);
        cluster(stream.putObject("cluster"), name);
        ObjectNode consumer = stream.putArray("consumer_detail").addObject().put("name", STREAM);
        consumer.putObject("config").put("durable_name", STREAM);
        consumer.putObject("delivered").put("stream_seq", 10);
        cluster(consumer.putObject("cluster"), name);
        changes.forEach(change -> change.accept(node));
        return NodeReport.of(name, node);
    }

    private void cluster(ObjectNode cluster, String reporter) {
        cluster.put("leader", node(0));
        if (reporter.equals(node(0))) {
            IntStream.range(1, nodes).forEach(peer -> cluster.withArray("replicas")
                    .addObject()
                    .put("name", node(peer))
                    .put("current", true));
        }
    }

    /** The gate with four such rounds. */
    GateState gate() {
        return gate(Optional.empty(), List.of(round(), round(), round(), round()));
    }

    /** The gate where the user gives up what only one node has. */
    GateState gateOfLoss() {
        return Gate.ofLoss(new GateFacts(
                roll(3), Optional.empty(), List.of(round(), round()), LiveConfig.NONE, List.of(), Instant.EPOCH));
    }

    /** The gate where the disk of the node stays. */
    GateState gateOfRestart() {
        return Gate.ofRestart(new GateFacts(
                roll(3), Optional.empty(), List.of(round(), round()), LiveConfig.NONE, List.of(), Instant.EPOCH));
    }

    GateState gateWithout(int out) {
        return gate(Optional.of(node(out)), List.of(round(), round()));
    }

    /** The gate after the last node was replaced. */
    GateState last() {
        return Gate.of(new GateFacts(
                roll(0, 0, 1, 2),
                Optional.empty(),
                List.of(round(), round(), round(), round()),
                LiveConfig.NONE,
                List.of(),
                Instant.EPOCH));
    }

    /** Three nodes, of which those of these ordinals run the newest template. */
    static RollState roll(int partition, int... updated) {
        return new RollState(
                "n",
                3,
                partition,
                true,
                "B",
                IntStream.range(0, 3)
                        .mapToObj(i -> new RollState.RolledNode(
                                i,
                                IntStream.of(updated).anyMatch(n -> n == i) ? "B" : "A",
                                RollState.Phase.AVAILABLE,
                                false,
                                Optional.empty()))
                        .toList());
    }

    static GateState gate(Optional<String> out, List<ServerRound> rounds) {
        return Gate.of(new GateFacts(roll(3), out, rounds, LiveConfig.NONE, List.of(), Instant.EPOCH));
    }

    static List<String> reasons(GateState gate) {
        return gate instanceof GateState.Shut shut ? shut.reasons() : List.of();
    }
}
