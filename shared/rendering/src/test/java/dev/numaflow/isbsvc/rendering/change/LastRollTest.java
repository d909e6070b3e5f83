package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.adopted;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.conf;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.decide;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.lastRoll;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.ourTemplate;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.template;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Facts;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.State;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the pods of a service become those of Numaflow's controller before it is left, write by write (invariants 1 and 8). */
class LastRollTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DISKS = "persistence: {}";
    private static final String NO_DISKS = "replicas: 3";
    private static final List<NodeReport> COPIED = nodes("3x7", "3x7", "3x7");
    private static final Facts FACTS = new Facts("", false, Optional.empty(), false, false, Copies.FEWER);

    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS, DISKS + ", encryption: true", DISKS + ", tls: true"})
    void theTemplateIsNumaflowsAndTheWriteReplacesNoPodByItself(String spec) {
        ValidService service = changed(spec);

        ChangeDecision decision = lastRoll(service, ours(spec), COPIED);
        LiveChildren written = write(decision, ours(spec));

        assertThat(decision.held()).isEmpty();
        assertThat(template(written)).isEqualTo(numaflows(service));
        assertThat(Running.partition(written.statefulSet())).isEqualTo(3);
        assertThat(decision.running().rollsInSteps()).isTrue();
        assertThat(conf(written)).doesNotContain("allow_non_tls");
        assertThat(List.of(mark(written.statefulSet()), mark(written.configMap())))
                .containsOnly(Running.LAST_ROLL);
        assertThat(state(decision, ours(spec))).isEqualTo(State.ROLL);
    }

    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS})
    void itGoesOnFromWhateverIsLiveUntilEveryNodeIsComplete(String spec) {
        ValidService service = changed(spec);
        LiveChildren live = begun(spec);

        for (int partition = 3; partition >= 0; partition--) {
            LiveChildren now = pending(at(live, partition));
            ChangeDecision decision = lastRoll(service, now, nodes());

            assertThat(decision.held()).isEmpty();
            assertThat(template(write(decision, now))).isEqualTo(template(live));
            assertThat(decision.running().partition()).isEqualTo(partition);
            assertThat(decision.running().stopsEvictions()).isTrue();
            assertThat(state(decision, now)).isEqualTo(State.ROLL);
        }

        LiveChildren incomplete = done(at(live, 0), 2);
        ChangeDecision last = lastRoll(service, incomplete, nodes());
        assertThat(last.running().stopsEvictions()).isFalse();
        assertThat(state(last, incomplete)).isEqualTo(State.ROLL);
        assertThat(ReleaseDecision.of(last, incomplete, FACTS)
                        .held()
                        .orElseThrow()
                        .reason())
                .contains("2 of 3 nodes run with that and are ready");
        LiveChildren complete = done(at(live, 0), 3);
        assertThat(state(last, complete)).isEqualTo(State.DONE);
        assertThat(ReleaseDecision.of(last, complete, FACTS).isFree()).isTrue();
        Facts switching = new Facts("", false, Optional.empty(), true, false);
        assertThat(ReleaseDecision.of(last, complete, switching).isFree())
                .as("while TLS is being switched")
                .isFalse();
    }

    @Test
    void aSingleNodeIsRestartedAtOnceBecauseItsDiskStays() {
        String spec = "replicas: 1, persistence: {}";
        LiveChildren live = ours(spec);

        ChangeDecision decision = lastRoll(changed(spec), live, nodes());

        assertThat(template(write(decision, live))).isEqualTo(numaflows(changed(spec)));
        assertThat(decision.running().partition()).isZero();
        assertThat(decision.running().stopsEvictions()).isFalse();
        assertThat(state(decision, live)).isEqualTo(State.ROLL);
    }

    /** Between two questions a server may be silent, or a stream come: what has not begun is as any other service. */
    @Test
    void podsWithoutDisksStayWhereOneMayHaveTheOnlyCopy() {
        LiveChildren live = ours(NO_DISKS);
        for (List<NodeReport> nodes : List.of(nodes("1x7", "1x7", "1x7"), nodes())) {
            ChangeDecision decision = lastRoll(changed(NO_DISKS), live, nodes);
            LiveChildren written = write(decision, live);

            assertThat(decision.held()).isEmpty();
            assertThat(template(written)).isEqualTo(template(live));
            assertThat(Running.partition(written.statefulSet())).isZero();
            assertThat(mark(written.statefulSet())).isNotEqualTo(Running.LAST_ROLL);
        }
    }

    /** No approval would lead anywhere: with the partition in the middle it leaves two templates behind. */
    @Test
    void anotherSpecInTheMiddleThatWouldLoseCopiesIsHeldAndNoApprovalIsOffered() {
        LiveChildren live = pending(at(begun(NO_DISKS), 1));
        ValidService other = Services.jetstream(NO_DISKS + ", startArgs: [-D]");

        ChangeDecision decision = lastRoll(other, live, nodes("1x7", "1x7", "1x7"));

        assertThat(template(write(decision, live))).isEqualTo(template(live));
        assertThat(mark(write(decision, live).statefulSet())).isEqualTo(Running.LAST_ROLL);
        assertThat(decision.held())
                .singleElement()
                .asString()
                .contains("three copies")
                .doesNotContain("approve");
    }

    /** Whoever removes the mark, by hand or with an older plan, leaves a partition that no step would move. */
    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS})
    void theMarkOfTheConfigMapStandsForThatOfTheStatefulSet(String spec) {
        for (int partition = 3; partition >= 0; partition--) {
            LiveChildren begun = at(begun(spec), partition);
            LiveChildren live = pending(new LiveChildren(unmarked(begun.statefulSet()), begun.configMap(), false));

            assertThat(live.areInLastRoll()).isTrue();
            LiveChildren again = write(lastRoll(changed(spec), live, COPIED), live);
            assertThat(mark(again.statefulSet())).isEqualTo(Running.LAST_ROLL);
            assertThat(template(again)).isEqualTo(template(begun));
            LiveChildren back = write(decide(changed(spec), live, COPIED), live);
            assertThat(template(back)).isEqualTo(ourTemplate(changed(spec)));
            assertThat(Running.partition(back.statefulSet())).isEqualTo(3);
            assertThat(mark(back.statefulSet())).isEqualTo(Running.LAST_ROLL);
        }
    }

    /** The ConfigMap is written first, and says nothing while the pods are ours and no node is held back. */
    @Test
    void aRunThatEndedBeforeTheTemplateWasWrittenHasBegunNothing() {
        LiveChildren before = ours(DISKS);
        LiveChildren begun = begun(DISKS);

        LiveChildren ended = pending(new LiveChildren(before.statefulSet(), begun.configMap(), false));

        assertThat(ended.areInLastRoll()).isFalse();
        ChangeDecision again = lastRoll(changed(DISKS), ended, COPIED);
        assertThat(template(write(again, ended))).isEqualTo(template(begun));
        assertThat(again.running().partition()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {DISKS + ", replicas: 5", DISKS + ", tls: true", DISKS + ", encryption: true"})
    void whatGoesInStepsOfItsOwnWaitsForPodsOfOurs(String spec) {
        LiveChildren live = pending(at(begun(DISKS), 1));

        ChangeDecision decision = lastRoll(changed(spec), live, COPIED);

        assertThat(decision.target()).isEmpty();
        assertThat(decision.stepped()).isEmpty();
        assertThat(template(write(decision, live))).isEqualTo(template(live));
        assertThat(decision.held()).singleElement().satisfies(held -> {
            assertThat(held.reason()).contains("before it is left");
            assertThat(held.wayOut()).contains("Take the change back, or remove the annotation " + Annotations.RELEASE);
        });
    }

    /** What somebody has scaled by hand comes back with the same write, and is no smaller service. */
    @Test
    void aNumberOfNodesThatSomebodyHasSetOpensNoGate() {
        ChangeDecision first = lastRoll(changed(DISKS), scaled(ours(DISKS)), COPIED);
        assertThat(first.running().partition()).isEqualTo(3);
        assertThat(first.running().stopsEvictions()).isTrue();

        LiveChildren middle = pending(scaled(at(begun(DISKS), 1)));
        assertThat(Running.rollsNodeByNode(middle.statefulSet())).isTrue();
        ChangeDecision back = decide(changed(DISKS), middle, COPIED);
        assertThat(back.running().partition()).isEqualTo(3);
        assertThat(mark(write(back, middle).statefulSet())).isEqualTo(Running.LAST_ROLL);

        LiveChildren last = pending(scaled(at(begun(DISKS), 0)));
        assertThat(lastRoll(changed(DISKS), last, COPIED).running().stopsEvictions())
                .isTrue();
        LiveChildren end = done(scaled(at(begun(DISKS), 0)), 2);
        assertThat(state(lastRoll(changed(DISKS), end, COPIED), end)).isEqualTo(State.ROLL);
    }

    /**
     * Numaflow's template does not show what servers read at their start, so nothing would restart the nodes that have it already: they go back
     * to ours, every node, and then to Numaflow's again.
     */
    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS})
    void aSettingThatServersReadAtTheirStartTakesTheNodesBackFirst(String spec) {
        ValidService other = changed(spec + ", settings: 'max_file_store: 2TB'");
        LiveChildren live = pending(at(begun(spec), 2));

        ChangeDecision decision = lastRoll(other, live, COPIED);
        LiveChildren back = pending(write(decision, live));

        assertThat(decision.held()).isEmpty();
        assertThat(template(back)).isEqualTo(ourTemplate(other));
        assertThat(Running.partition(back.statefulSet())).isEqualTo(3);
        for (int partition = 3; partition >= 0; partition--) {
            LiveChildren onItsWay = pending(at(back, partition));
            assertThat(onItsWay.areInLastRoll()).as("it ends first").isFalse();
            ChangeDecision goesOn = decide(other, onItsWay, COPIED);
            assertThat(template(write(goesOn, onItsWay))).isEqualTo(ourTemplate(other));
            assertThat(ReleaseDecision.of(goesOn, onItsWay, FACTS).rollsPods()).isFalse();
        }
        LiveChildren complete = new LiveChildren(at(back, 0).statefulSet(), back.configMap(), false);
        LiveChildren cleared = write(decide(other, complete, COPIED), complete);
        assertThat(mark(cleared.statefulSet())).isEmpty();
        LiveChildren again = write(lastRoll(other, cleared, COPIED), cleared);
        assertThat(template(again)).isEqualTo(numaflows(other));
        LiveChildren settled = pending(at(again, 1));
        assertThat(template(write(lastRoll(other, settled, COPIED), settled))).isEqualTo(numaflows(other));
        assertThat(lastRoll(other, settled, COPIED).running().partition()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS})
    void anotherSpecInTheMiddleIsRenderedAsNumaflowsAndEveryNodeIsReplacedAgain(String spec) {
        ValidService other = Services.jetstream(spec + ", startArgs: [-D]");
        LiveChildren live = pending(at(begun(spec), 1));

        ChangeDecision decision = lastRoll(other, live, COPIED);

        assertThat(template(write(decision, live))).isEqualTo(numaflows(other));
        assertThat(decision.running().partition()).isEqualTo(3);
    }

    /** The way back is as guarded as the way was, and the mark says so until it is complete. */
    @ParameterizedTest
    @ValueSource(strings = {DISKS, NO_DISKS})
    void aChangeOfMindInTheMiddleGoesBackInSteps(String spec) {
        ValidService service = changed(spec);
        for (int partition = 2; partition >= 0; partition--) {
            LiveChildren live = pending(at(begun(spec), partition));

            ChangeDecision back = decide(service, live, COPIED);
            LiveChildren written = pending(write(back, live));

            assertThat(template(written)).isEqualTo(ourTemplate(service));
            assertThat(conf(written)).contains("allow_non_tls");
            assertThat(back.running().partition()).isEqualTo(3);
            assertThat(back.running().stopsEvictions()).isTrue();
            assertThat(mark(written.statefulSet())).isEqualTo(Running.LAST_ROLL);
            LiveChildren lowered = pending(at(written, 1));
            assertThat(decide(service, lowered, COPIED).running().partition()).isEqualTo(1);
            LiveChildren complete = new LiveChildren(at(written, 0).statefulSet(), written.configMap(), false);
            assertThat(mark(write(decide(service, complete, COPIED), complete).statefulSet()))
                    .as("once it is complete")
                    .isEmpty();
        }
    }

    @Test
    void whoeverTakesTheServiceOverAgainFindsItAsNumaflowsControllerMadeIt() {
        LiveChildren left = unmarked(at(begun(DISKS), 0));

        LiveChildren again = write(decide(changed(DISKS), left), left);

        assertThat(template(again)).isEqualTo(template(left));
        assertThat(conf(again)).isEqualTo(conf(left));
    }

    private static LiveChildren begun(String spec) {
        LiveChildren live = ours(spec);
        return write(lastRoll(changed(spec), live, COPIED), live);
    }

    private static LiveChildren ours(String spec) {
        LiveChildren live = adopted(spec);
        return at(write(decide(changed(spec), live, nodes("3x0", "3x0", "3x0")), live), 0);
    }

    private static ValidService changed(String spec) {
        return Services.jetstream(spec + ", startArgs: [-DV]");
    }

    private static LiveChildren at(LiveChildren live, int partition) {
        return live.with(Running.withPartition(live.statefulSet(), partition));
    }

    /** As our budget and the status say until the last node is complete. */
    private static LiveChildren pending(LiveChildren live) {
        return new LiveChildren(live.statefulSet(), live.configMap(), live.keySecret(), false, true);
    }

    /** By hand, to two nodes. */
    private static LiveChildren scaled(LiveChildren live) {
        return live.with(Decisions.scaled(live.statefulSet(), 2));
    }

    /** As the release leaves them. */
    private static LiveChildren unmarked(LiveChildren live) {
        return new LiveChildren(unmarked(live.statefulSet()), unmarked(live.configMap()), false);
    }

    private static ObjectNode unmarked(JsonNode child) {
        ObjectNode left = child.deepCopy();
        left.withObject("/metadata/annotations")
                .properties()
                .removeIf(annotation -> annotation.getKey().startsWith(Annotations.DOMAIN));
        return left;
    }

    private static List<NodeReport> nodes(String... streams) {
        return Stream.of(streams).map(Decisions::node).toList();
    }

    private static JsonNode numaflows(ValidService service) {
        return JSON.valueToTree(NumaflowTemplate.render(service));
    }

    private static String mark(JsonNode child) {
        return child.at("/metadata/annotations").path(Annotations.ADOPTED).asText();
    }

    /** As the StatefulSet controller has it. */
    private static LiveChildren done(LiveChildren live, int nodes) {
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/status").put("updatedReplicas", nodes).put("readyReplicas", nodes);
        return live.with(set);
    }

    private static State state(ChangeDecision decision, LiveChildren live) {
        return ReleaseDecision.of(decision, live, FACTS).parts().stream()
                .filter(part -> part.subject().equals("pods"))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
