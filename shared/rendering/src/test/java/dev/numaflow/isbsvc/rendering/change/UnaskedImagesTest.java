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

/** Images of a version wait for the window; what the user has just asked for does not. */
class UnaskedImagesTest {

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

    /** A drift is put right, and what the user has changed is applied, at any time. */
    @Test
    void nothingElseWaits() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(service).live();
        ObjectNode drifted = live.statefulSet().deepCopy();
        ((ObjectNode) drifted.at("/spec/template/spec")).put("priority", 9);

        ChangeDecision repairs = decide(service, live.with(drifted), "", closed(CLOSED));
        ChangeDecision changes = decide(edited("persistence: {}, priority: 7"), live, "", closed(CLOSED));

        assertThat(repairs.held()).isEmpty();
        assertThat(template(repairs).at("/spec").has("priority")).isFalse();
        assertThat(changes.held()).isEmpty();
        assertThat(template(changes).at("/spec/priority").asInt()).isEqualTo(7);
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

    private static JsonNode template(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1))
                .at("/spec/template");
    }
}
