package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.annotations;
import static dev.numaflow.isbsvc.rendering.change.Decisions.closed;
import static dev.numaflow.isbsvc.rendering.change.Decisions.decide;
import static dev.numaflow.isbsvc.rendering.change.Decisions.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.Owner;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a version and a newer release of this operator wait for the window; what the user has just asked for does not. */
class UnaskedChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLOSED = "its maintenance window opens later";

    @Test
    void imagesOfAVersionWaitForTheWindowAndTheRestOfAChangeIsApplied() {
        ValidService runs = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ValidService wanted = withImage(edited("persistence: {}, priority: 7"), "nats:2.12.9");

        ChangeDecision waits = decide(wanted, live, "", closed(CLOSED));

        assertThat(waits.held()).singleElement().satisfies(held -> {
            assertThat(held.field()).isEqualTo("numaflow-controller-config:isbsvc.jetstream.versions");
            assertThat(held.reason()).isEqualTo(CLOSED);
            assertThat(held.wayOut()).contains("by itself").contains(held.id());
        });
        assertThat(waits.takesTurn()).isFalse();
        assertThat(waits.effective().version()).isEqualTo(runs.version());
        assertThat(template(waits).at("/spec/priority").asInt()).isEqualTo(7);
        assertThat(decide(wanted, live, "", closed(null)).held()).isEmpty();
    }

    @Test
    void anApprovalLetsTheImagesBeginAtOnceAndOnce() {
        ValidService runs = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ValidService wanted = withImage(runs, "nats:2.12.9");
        String id = decide(wanted, live, "", closed(CLOSED)).held().get(0).id();

        ChangeDecision goes = decide(wanted, live, id, closed(CLOSED));

        assertThat(goes.held()).isEmpty();
        assertThat(goes.effective()).isEqualTo(wanted);
        assertThat(annotations(goes).path(Annotations.APPROVED).asText()).isEqualTo(id);
    }

    /** With and without persistence: the second would go in steps or be held for its messages. */
    @ParameterizedTest
    @ValueSource(strings = {"persistence: {}", "replicas: 3"})
    void aTemplateOfANewerReleaseWaitsWithThePodsAsTheyRun(String spec) {
        ValidService service = Services.jetstream(spec);
        LiveChildren live = renderedByAnOlderRelease(service);

        ChangeDecision waits = decide(service, live, "", closed(CLOSED));

        assertThat(waits.held()).singleElement().satisfies(held -> {
            assertThat(held.field()).isEqualTo("spec.jetstream (pod template)");
            assertThat(held.reason()).isEqualTo(CLOSED);
        });
        assertThat(template(waits))
                .hasToString(live.statefulSet().at("/spec/template").toString());
        String id = waits.held().get(0).id();
        assertThat(decide(service, live, id, closed(CLOSED)).held()).isEmpty();
        assertThat(decide(service, live, "", closed(null)).held()).isEmpty();
    }

    /** The spec is what the user has just changed, and the pods are replaced for that anyway. */
    @Test
    void aChangeOfTheSpecBringsTheNewerTemplateAlong() {
        LiveChildren live = renderedByAnOlderRelease(Services.jetstream("persistence: {}"));
        ValidService edited = edited("persistence: {}, priority: 7");

        ChangeDecision goes = decide(edited, live, "", closed(CLOSED));

        assertThat(goes.held()).isEmpty();
        assertThat(template(goes).at("/spec/priority").asInt()).isEqualTo(7);
    }

    /** No pod depends on how buffers are to be. */
    @Test
    void aChangeOfBuffersDoesNot() {
        LiveChildren live = renderedByAnOlderRelease(Services.jetstream("persistence: {}"));
        ValidService edited = edited("persistence: {}, bufferConfig: 'stream: {maxMsgs: 5000}'");

        assertThat(decide(edited, live, "", closed(CLOSED)).held()).hasSize(1);
    }

    @Test
    void aDriftIsPutRightAtAnyTime() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(service).live();
        ObjectNode drifted = live.statefulSet().deepCopy();
        ((ObjectNode) drifted.at("/spec/template/spec")).put("priority", 9);

        ChangeDecision repairs = decide(service, live.with(drifted), "", closed(CLOSED));

        assertThat(repairs.held()).isEmpty();
        assertThat(template(repairs).at("/spec").has("priority")).isFalse();
    }

    private static ValidService edited(String spec) {
        ValidService service = Services.jetstream(spec);
        Owner owner = service.owner();
        return new ValidService(
                service.names(),
                new Owner(owner.name(), owner.uid(), 2),
                service.spec(),
                service.version(),
                service.settings(),
                service.buffers(),
                service.defaultResources(),
                service.warnings());
    }

    private static LiveChildren renderedByAnOlderRelease(ValidService service) {
        LiveChildren live = CurrentState.asApplied(service).live();
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata/annotations").put(Annotations.RENDERED, "0123456789abcdef");
        set.withObject("/spec/template/spec").put("terminationGracePeriodSeconds", 60);
        return live.with(set);
    }

    private static JsonNode template(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1))
                .at("/spec/template");
    }
}
