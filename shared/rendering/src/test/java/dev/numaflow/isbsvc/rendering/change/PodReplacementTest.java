package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.annotations;
import static dev.numaflow.isbsvc.rendering.change.Decisions.decide;
import static dev.numaflow.isbsvc.rendering.change.Decisions.held;
import static dev.numaflow.isbsvc.rendering.change.Decisions.nodes;
import static dev.numaflow.isbsvc.rendering.change.Decisions.withoutManagers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.NotKeptNote;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods without persistence are replaced only where no message is lost, or where the user approves the loss. */
class PodReplacementTest {

    /** @param streams each as replicas and messages; a node that does not answer is a dash */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 3x5 3x5 3x5 | in steps",
                "5 | 3x5 3x5 3x5 3x5 5x5 | in steps",
                // Streams that are empty now have messages in a moment.
                "3 | 3x0 3x0 3x0 | in steps",
                "3 | 1x0 1x0 1x0 | at once",
                "3 | 2x0 3x0 3x0 | at once",
                "3 | 1x5 3x0 3x0 | held, HELD",
                "3 | 1x0 3x5 3x5 | held, STEPS",
                "3 | 2x0 3x5 3x5 | held, STEPS",
                "3 | 2x5 2x5 3x5 | held, STEPS",
                "3 | 3x5 3x5 -   | held, HELD",
                "1 | 1x5         | held, HELD",
                "1 | 1x0         | at once",
                "1 | -           | held, HELD",
            })
    void replacesPodsThatLoseTheirDiskOnlyWhenNothingIsLost(int replicas, String streams, String how) {
        ValidService runs = Services.jetstream("replicas: " + replicas);
        ValidService wanted = Services.jetstream("replicas: " + replicas + ", startArgs: [-DV]");
        ChangeDecision decision = decide(wanted, CurrentState.asApplied(runs).live(), "", nodes(streams));

        assertThat(decision.held())
                .extracting(change -> "held, " + change.effect())
                .isEqualTo(how.startsWith("held") ? List.of(how) : List.of());
        assertThat(decision.running().keptPods().isPresent()).isEqualTo(how.startsWith("held"));
        assertThat(decision.running().rollsInSteps()).isEqualTo(how.equals("in steps"));
        assertThat(decision.running().partition()).isEqualTo(how.equals("in steps") ? replicas : 0);
    }

    /**
     * A node that is just being replaced does not answer. A change of mind is written nevertheless, because the write itself replaces no
     * pod: all wait for the gate again.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2 | false | 3x5 3x5 -", "0 | true | 3x5 3x5 -", "1 | true | 3x0 3x0 3x0", "3 | true | - - -"})
    void takesAChangeOfMindInTheMiddleOfSteps(int partition, boolean evictionsStopped, String streams) {
        ValidService runs = Services.jetstream("replicas: 3");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/spec/updateStrategy/rollingUpdate").put("partition", partition);
        LiveChildren inSteps = new LiveChildren(set, live.configMap(), live.keySecret(), false, evictionsStopped);

        ChangeDecision decision =
                decide(Services.jetstream("replicas: 3, startArgs: [-DV]"), inSteps, "", nodes(streams));

        assertThat(decision.held()).isEmpty();
        assertThat(decision.running().partition()).isEqualTo(3);
        assertThat(decision.running().stopsEvictions()).isTrue();
        assertThat(decide(runs, inSteps, "", nodes(streams)).running().partition())
                .isEqualTo(partition);
    }

    /** The loss of what only some nodes have is approved, not that of what the node has that is away. */
    @ParameterizedTest
    @CsvSource({"1, false", "0, true"})
    void anApprovedChangeGoesInStepsTooWhileStepsAreUnderWay(int partition, boolean pending) {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 3")).live();
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/spec/updateStrategy/rollingUpdate").put("partition", partition);
        LiveChildren inSteps = new LiveChildren(set, live.configMap(), live.keySecret(), false, pending);
        ValidService wanted = Services.jetstream("replicas: 3, startArgs: [-DV]");
        ClusterQueries single = nodes("3x5 3x5 1x5");
        String id = decide(wanted, inSteps, "", single).held().get(0).id();

        ChangeDecision decision = decide(wanted, inSteps, id, single);

        assertThat(decision.held()).isEmpty();
        assertThat(decision.running().partition()).isEqualTo(3);
        assertThat(decision.running().rollsInSteps()).isTrue();
        assertThat(decide(wanted, live, id, single).running().partition())
                .as("outside of steps: at once")
                .isZero();
    }

    /** An eviction would take a second node, and two budgets block each one. */
    @Test
    void ourBudgetStopsEvictionsInStepsAlsoBesideTheUsers() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 3")).live();
        LiveChildren besideTheirs =
                new LiveChildren(live.statefulSet(), live.configMap(), live.keySecret(), true, false);
        ValidService wanted = Services.jetstream("replicas: 3, startArgs: [-DV]");

        assertThat(decide(wanted, besideTheirs, "", nodes("3x5 3x5 3x5")).children())
                .filteredOn(PodDisruptionBudget.class::isInstance)
                .singleElement()
                .extracting(budget -> ((PodDisruptionBudget) budget)
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isEqualTo(0);
        assertThat(decide(Services.jetstream("replicas: 3"), besideTheirs, "", nodes("3x5 3x5 3x5"))
                        .children())
                .noneMatch(PodDisruptionBudget.class::isInstance);
    }

    /** A webhook that rewrites each template would otherwise take a service through steps again and again. */
    @Test
    void whatAWebhookMakesOfTheTemplateEachTimeIsNoChangeThatSomebodyAsksFor() {
        ValidService runs = Services.jetstream("replicas: 3");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ObjectNode set = live.statefulSet().deepCopy();
        ((ObjectNode) set.at("/spec/template/spec/containers/0")).put("image", "mirror.example/nats:2");
        LiveChildren rewritten = live.with(set);
        assertThat(decide(runs, rewritten, "", nodes("3x5 3x5 3x5")).running().partition())
                .as("as by hand")
                .isEqualTo(3);

        set.withObject("/metadata/annotations")
                .put(Annotations.NOT_KEPT, NotKeptNote.of(set, Comparison.differences(live.statefulSet(), set)));
        ChangeDecision decision = decide(runs, rewritten, "", nodes("3x5 3x5 3x5"));

        assertThat(decision.running().partition()).isZero();
        assertThat(decision.running().stopsEvictions()).isFalse();
        assertThat(decision.running().keptPods()).isPresent();
        assertThat(decision.held())
                .extracting(HeldChange::field)
                .containsExactly("StatefulSet isbsvc-default-js: spec.template.spec.containers[0].image");
        assertThat(decide(Services.jetstream("replicas: 3, startArgs: [-DV]"), rewritten, "", nodes("3x5 3x5 3x5"))
                        .running()
                        .partition())
                .as("a change that is asked for")
                .isEqualTo(3);
    }

    /** The servers are asked only where their answer decides something: a look at a service in order costs no request. */
    @Test
    void asksNoServerWhenThePodsStayAsTheyAre() {
        ValidService runs = Services.jetstream("replicas: 3");
        ClusterQueries nobody = new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                throw new AssertionError("asked");
            }

            @Override
            public Optional<String> rollsFirst() {
                throw new AssertionError("asked");
            }
        };

        assertThat(decide(runs, CurrentState.asApplied(runs).live(), "", nobody).held())
                .isEmpty();
    }

    @Test
    void reportsThatAFieldOfKeptPodsIsAskedForNoLonger() {
        ValidService runs = Services.jetstream("replicas: 1, nodeSelector: {disk: fast}");
        LiveChildren live = withoutManagers(CurrentState.asApplied(runs).live());

        assertThat(decide(Services.jetstream("replicas: 1"), live, "", ClusterQueries.UNKNOWN)
                        .held())
                .singleElement()
                .extracting(HeldChange::desired)
                .isEqualTo("without what is asked for no longer");
        assertThat(decide(runs, live, "", ClusterQueries.UNKNOWN).held()).isEmpty();
    }

    @Test
    void keepsTheLimitsOfStoresWithThePodsThatRunWithThem() {
        ValidService runs = Services.jetstream("replicas: 1");
        ChangeDecision decision = decide(
                Services.jetstream("replicas: 1, settings: 'max_file_store: 2G'"),
                CurrentState.asApplied(runs).live(),
                "",
                ClusterQueries.UNKNOWN);

        assertThat(decision.held()).hasSize(1);
        assertThat(decision.effective().settings()).isEqualTo(runs.settings());
    }

    @Test
    void letsOneApproveTheLossOfMessagesAndSpendsNoApprovalThatIsNotCarriedOut() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 1")).live();
        String down = "replicas: 1, version: 2.10.29";
        String version = held(down, live, "").id();

        ChangeDecision half = decide(Services.jetstream(down), live, version, ClusterQueries.UNKNOWN);
        assertThat(half.held()).extracting(HeldChange::field).containsExactly("spec.jetstream (pod template)");
        assertThat(annotations(half).has(Annotations.APPROVED)).isFalse();

        String both = version + "," + half.held().get(0).id();
        ChangeDecision whole = decide(Services.jetstream(down), live, both, ClusterQueries.UNKNOWN);
        assertThat(whole.held()).isEmpty();
        assertThat(whole.running().keptPods()).isEmpty();
    }
}
