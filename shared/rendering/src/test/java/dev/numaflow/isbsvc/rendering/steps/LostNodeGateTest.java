package dev.numaflow.isbsvc.rendering.steps;

import static dev.numaflow.isbsvc.rendering.steps.Reports.consumer;
import static dev.numaflow.isbsvc.rendering.steps.Reports.peer;
import static dev.numaflow.isbsvc.rendering.steps.Reports.reasons;
import static dev.numaflow.isbsvc.rendering.steps.Reports.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lost node is given up only once every other one has everything, and nothing is known that none of them has. */
class LostNodeGateTest {

    private static final int LOST = 2;

    @Test
    void isOpenWhereEveryOtherNodeHasEverything() {
        assertThat(gate(Reports.of(3).silent(LOST))).isEmpty();
        assertThat(gate(Reports.of(5).silent(LOST))).isEmpty();
    }

    /** A leader that was elected, or started, after the node was lost has never heard its name. */
    @Test
    void aLeaderThatKnowsTheLostNodeByItsIdAloneKnowsIt() {
        String unknown = "Server name unknown at this time (peerID: " + PeerId.of(Reports.node(LOST)) + ")";
        Reports reports = Reports.of(3).silent(LOST).change(0, each -> {
            offline(each, "/meta_cluster").put("name", unknown);
            offline(stream(each), "/cluster").put("name", unknown);
            offline(consumer(each), "/cluster").put("name", unknown);
        });

        assertThat(gate(reports)).isEmpty();
    }

    private static ObjectNode offline(ObjectNode of, String pointer) {
        return peer(of, pointer, LOST).put("offline", true).put("current", false);
    }

    @Test
    void aSecondNodeThatIsAwayShutsIt() {
        assertThat(gate(Reports.of(3).silent(LOST).silent(1))).containsExactly("n-1 does not answer");
        assertThat(gate(Reports.of(5).silent(LOST).silent(4))).containsExactly("n-4 does not answer");
        assertThat(gate(Reports.of(3).silent(LOST).ill(1, "no quorum")))
                .containsExactly("n-1 is not healthy: no quorum");
    }

    @Test
    void aCopyThatIsNotCompleteShutsIt() {
        assertThat(gate(Reports.of(3).silent(LOST).copy(1, 1_200, 1_200)))
                .containsExactly("stream X on n-1: 1200 of 5000 messages");
        assertThat(gate(Reports.of(3).silent(LOST).change(1, each -> stream(each)
                        .withArray("consumer_detail")
                        .removeAll())))
                .containsExactly("consumer X of stream X on n-1 is not up to date");
    }

    /** It is not in question where all of its copies are on other nodes; with one of two it has no leader. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatHasFewCopiesHasToBeWhole(int copies) {
        Reports whole = Reports.of(3).silent(LOST).change(0, each -> few(each, copies, copies));
        Reports partial = Reports.of(3).silent(LOST).change(0, each -> few(each, copies, copies + 1));

        assertThat(gate(
                        copies == 2
                                ? whole
                                : whole.change(1, each -> each.withArray("account_details")
                                        .removeAll())))
                .isEmpty();
        assertThat(gate(partial)).isNotEmpty();
    }

    private static void few(ObjectNode node, int desired, int actual) {
        stream(node).withObject("config").put("num_replicas", desired);
        while (stream(node).withObject("cluster").withArray("replicas").size() >= actual) {
            stream(node).withObject("cluster").withArray("replicas").remove(actual - 1);
        }
    }

    @Test
    void whatTheClusterKnowsAndNoNodeReportsShutsIt() {
        AssignedNames names = new AssignedNames(Map.of("X", List.of("X", "gone"), "single", List.of("any")));
        List<NodeReport> reported = Reports.of(3).silent(LOST).round().reports();

        assertThat(reasons(names.reportedIn(reported)))
                .hasSize(2)
                .anyMatch(why -> why.startsWith("consumer gone of stream X is on no node that answers"))
                .anyMatch(why -> why.startsWith("stream single is on no node that answers"));
        assertThat(new AssignedNames(Map.of("X", List.of("X"))).reportedIn(reported))
                .isEqualTo(new GateState.Open());
    }

    /** A vertex makes the consumer anew by which it watches a bucket, and reads its values again. */
    @Test
    void aWatcherOfABucketOnTheLostNodeAloneDoesNotShutIt() {
        AssignedNames names =
                new AssignedNames(Map.of("X", List.of("X"), "KV_b", List.of("watcher"), "KV_gone", List.of()));
        Reports reports = Reports.of(3).silent(LOST).change(0, each -> each.withArray("account_details")
                .addObject()
                .put("name", "js")
                .putArray("stream_detail")
                .addObject()
                .put("name", "KV_b"));

        assertThat(reasons(names.reportedIn(reports.round().reports())))
                .hasSize(1)
                .allMatch(why -> why.startsWith("stream KV_gone is on no node that answers"));
    }

    /** Names are asked for in one account alone, and the volume has what all of them store (invariant 1). */
    @Test
    void anotherAccountWithJetStreamShutsIt() {
        Reports reports = Reports.of(3)
                .silent(LOST)
                .change(1, each -> each.withArray("account_details").addObject().put("name", "team"));

        assertThat(reasons(new AssignedNames(Map.of("X", List.of("X")))
                        .reportedIn(reports.round().reports())))
                .hasSize(1)
                .allMatch(why -> why.startsWith("account team has JetStream too"));
    }

    private static List<String> gate(Reports reports) {
        List<ServerRound> rounds = List.of(reports.round(), reports.round());
        int nodes = reports.nodes();
        return reasons(new ScaleReports("n", rounds).gateWithout(LOST, nodes));
    }
}
