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
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Copies;
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
        assertThat(state(decision, ours(spec), Optional.empty())).isEqualTo(State.ROLL);
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
            assertThat(state(decision, now, Optional.empty())).isEqualTo(State.ROLL);
        }

        LiveChildren complete = at(live, 0);
        ChangeDecision last = lastRoll(service, complete, nodes());
        assertThat(last.running().stopsEvictions()).isFalse();
        assertThat(state(last, complete, Optional.of("node n-1 is being replaced")))
                .isEqualTo(State.ROLL);
        assertThat(state(last, complete, Optional.empty())).isEqualTo(State.DONE);
        assertThat(ReleaseDecision.of(last, complete, facts(Optional.empty())).isFree())
                .isTrue();
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
        assertThat(state(decision, live, Optional.empty())).isEqualTo(State.ROLL);
    }

    @Test
    void podsWithoutDisksStayWhereOneMayHaveTheOnlyCopy() {
        LiveChildren live = ours(NO_DISKS);

        ChangeDecision decision = lastRoll(changed(NO_DISKS), live, nodes("1x7", "1x7", "1x7"));

        assertThat(decision.held()).isNotEmpty();
        assertThat(template(write(decision, live))).isEqualTo(template(live));
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

    private static State state(ChangeDecision decision, LiveChildren live, Optional<String> unfinished) {
        return ReleaseDecision.of(decision, live, facts(unfinished)).parts().stream()
                .filter(part -> part.subject().equals("pods"))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static Facts facts(Optional<String> unfinished) {
        return new Facts("", false, Optional.empty(), false, false, Copies.FEWER, unfinished);
    }
}
