package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.annotations;
import static dev.numaflow.isbsvc.rendering.change.Decisions.decide;
import static dev.numaflow.isbsvc.rendering.change.Decisions.held;
import static dev.numaflow.isbsvc.rendering.change.Decisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import org.junit.jupiter.api.Test;

/** An approval is valid once, for one change, as long as the user keeps it. */
class ApprovalsTest {

    private static final String DOWN = "persistence: {}, version: 2.10.29";

    @Test
    void carriesOutAnApprovedChangeOnce() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("persistence: {}")).live();
        String id = held(DOWN, live, "").id();

        ChangeDecision approved = decide(Services.jetstream(DOWN), live, "other, " + id, ClusterQueries.UNKNOWN);
        assertThat(approved.held()).isEmpty();
        assertThat(approved.effective().version().natsImage()).isEqualTo("nats:2.10.29");
        assertThat(annotations(approved).path(Annotations.APPROVED).asText()).isEqualTo(id);

        LiveChildren used = with(live, Annotations.APPROVED, id);
        assertThat(held(DOWN, used, id).id()).isEqualTo(id);
    }

    @Test
    void forgetsAnApprovalThatTheUserHasTakenBack() {
        LiveChildren used = with(
                CurrentState.asApplied(Services.jetstream("persistence: {}")).live(), Annotations.APPROVED, "12345678");
        ChangeDecision decision = decide(Services.jetstream("persistence: {}"), used, "", ClusterQueries.UNKNOWN);

        assertThat(annotations(decision).path(Annotations.APPROVED).asText("?")).isEmpty();
    }

    @Test
    void saysThatAnApprovalDoesNotHelpWhereNothingCanCarryItOut() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 1")).live();
        String id = held("replicas: 5", live, "").id();

        assertThat(held("replicas: 5", live, id).wayOut()).startsWith("An approval does not help yet");
    }
}
