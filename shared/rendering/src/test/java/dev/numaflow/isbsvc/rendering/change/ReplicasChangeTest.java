package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A plain reconcile at any moment of the steps writes nothing of theirs: the number of nodes stays as it is live, whatever the spec asks
 * for, and the routes follow it.
 */
class ReplicasChangeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PERSISTENT = "persistence: {}, replicas: ";

    /** In the middle, and at both ends: live replicas, live routes, and what is asked for. */
    @ParameterizedTest
    @CsvSource({
        "3, 3, 5, 3",
        "5, 3, 5, 5",
        "5, 5, 3, 5",
        "4, 5, 3, 4",
        "4, 4, 3, 4",
        "3, 4, 3, 3",
        "4, 5, 5, 4",
        "4, 4, 5, 4"
    })
    void keepsTheNodesThatRunWhileStepsAreUnderWay(int replicas, int routes, int desired, int rendered) {
        ChangeDecision decision = decide(live(replicas, routes, true), desired, "2.15.3");

        assertThat(decision.held()).isEmpty();
        assertThat(routes(decision)).isEqualTo(rendered);
        assertThat(decision.running().nodes())
                .isEqualTo(replicas == desired ? Optional.empty() : Optional.of(new NodeCount(replicas, desired)));
        assertThat(statefulSet(decision).at("/spec").has("replicas")).isEqualTo(replicas == desired);
        assertThat(decision.running().stopsEvictions()).isTrue();
        assertThat(decision.effective().spec().replicasOrDefault() % 2)
                .as("what is recorded can be read again")
                .isEqualTo(1);
    }

    /** As before: nobody scales the StatefulSet of a service at rest. */
    @ParameterizedTest
    @CsvSource({"3, 5, 5", "1, 5, 5", "5, 3, 3", "4, 3, 3", "25, 3, 3"})
    void undoesWhatIsScaledByHand(int replicas, int routes, int desired) {
        ChangeDecision decision = decide(live(replicas, routes, false), desired, "2.15.3");

        assertThat(decision.held()).isEmpty();
        assertThat(statefulSet(decision).at("/spec/replicas").asInt()).isEqualTo(desired);
        assertThat(decision.running().nodes()).isEmpty();
        assertThat(decision.running().stopsEvictions()).isFalse();
    }

    /** No step leaves fewer than three, and a configuration without a cluster would start one of them alone on its disk. */
    @ParameterizedTest
    @CsvSource({"0, 3, 3", "1, 3, 3", "2, 5, 5", "0, 5, 5"})
    void undoesFewerThanThreeByHandInTheMiddleOfStepsAsWell(int replicas, int routes, int desired) {
        ChangeDecision decision = decide(live(replicas, routes, true), desired, "2.15.3");

        assertThat(statefulSet(decision).at("/spec/replicas").asInt()).isEqualTo(desired);
        assertThat(routes(decision)).isEqualTo(desired);
        assertThat(decision.running().nodes()).isEmpty();
    }

    /** A server that stands alone deletes its streams when it is given a cluster, however many were started beside it. */
    @ParameterizedTest
    @CsvSource({"3, 3", "3, 5", "5, 3", "3, 1", "2, 1", "2, 3", "0, 1", "0, 3"})
    void givesAServerThatStandsAloneNoClusterWhereSomebodyHasScaledByHand(int replicas, int desired) {
        ChangeDecision decision = decide(live(replicas, 1, false), desired, "2.15.3");

        assertThat(routes(decision)).isEqualTo(1);
        assertThat(statefulSet(decision).at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(decision.held()).hasSize(desired == 1 ? 0 : 1);
    }

    @Test
    void takesNoneOfSeveralNodesAwayWhereSomebodyHasRemovedTheClusterFromTheirConfiguration() {
        LiveChildren three = live(3, 3, false);
        ((ObjectNode) three.configMap())
                .set("data", live(1, 1, false).configMap().path("data"));

        assertThat(statefulSet(decide(three, 3, "2.15.3")).at("/spec/replicas").asInt())
                .isEqualTo(3);
    }

    @Test
    void takesNodesAwayOnlyWhereTheServersMoveWhatTheyHave() {
        ChangeDecision held = decide(live(5, 5, false), 3, "2.12.7");
        ChangeDecision up = decide(live(3, 3, false), 5, "2.12.7");

        assertThat(held.held()).extracting(HeldChange::field).containsExactly("spec.jetstream.replicas");
        assertThat(held.held().get(0).toString()).contains("pod-0 runs NATS 2.12.7");
        assertThat(held.running().stopsEvictions()).isFalse();
        assertThat(held.effective().spec().replicasOrDefault()).isEqualTo(5);
        assertThat(up.held()).isEmpty();
    }

    @Test
    void waitsForOtherStepsAndHoldsNoOtherField() {
        LiveChildren live = live(3, 3, false);
        ((ObjectNode) live.statefulSet())
                .withObject("/status")
                .put("updateRevision", "b")
                .put("currentRevision", "a");
        ChangeDecision decision = decide(live, 5, "2.15.3");

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly("spec.jetstream.replicas");
        assertThat(decision.held().get(0).reason()).contains("are being replaced");
        assertThat(routes(decision)).isEqualTo(3);
    }

    /** What is held is held at a number that a service may have: nodes that were taken away already come back. */
    @Test
    void goesBackWhereTheSpecAsksForOneNodeInTheMiddle() {
        ChangeDecision decision = decide(live(4, 5, true), 1, "2.15.3");

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly("spec.jetstream.replicas");
        assertThat(decision.running().nodes()).contains(new NodeCount(4, 5));
    }

    private static LiveChildren live(int replicas, int routes, boolean pending) {
        ValidService service = Services.jetstream(PERSISTENT + (routes % 2 == 0 ? routes - 1 : routes));
        LiveChildren all = CurrentState.asApplied(service).live();
        ObjectNode set = all.statefulSet().deepCopy();
        set.withObject("/spec").put("replicas", replicas);
        ObjectNode config = all.configMap().deepCopy();
        config.set("data", JSON.valueToTree(configMap(service, routes)).path("data"));
        return new LiveChildren(set, config, all.keySecret(), false, pending);
    }

    private static HasMetadata configMap(ValidService service, int routes) {
        Running running = new Running(
                0,
                false,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new NodeCount(routes, routes)),
                Optional.empty());
        return Children.of(service).list(running).get(0);
    }

    private static ChangeDecision decide(LiveChildren live, int desired, String release) {
        return Decisions.decide(Services.jetstream(PERSISTENT + desired), live, "", new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return List.of();
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                return IntStream.range(0, replicas)
                        .mapToObj(node -> new ServerRun(
                                "pod-" + node,
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                Optional.empty(),
                                NatsRelease.parse(release)))
                        .toList();
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }
        });
    }

    private static int routes(ChangeDecision decision) {
        return LiveChildren.routes(JSON.valueToTree(decision.children().get(0))).orElseThrow();
    }

    private static JsonNode statefulSet(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1));
    }
}
