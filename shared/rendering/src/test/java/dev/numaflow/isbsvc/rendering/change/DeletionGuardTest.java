package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the annotation about deletions by clients is read. */
class DeletionGuardTest {

    @Test
    void isReadAsWritten() {
        assertThat(new DeletionGuard("uid", "true").request(Optional.empty()).asked())
                .contains(true);
        assertThat(new DeletionGuard("uid", "false").request(Optional.empty()).asked())
                .contains(false);
        assertThat(new DeletionGuard("uid", "").request(Optional.empty())).isEqualTo(GuardRequest.NONE);
        assertThat(new DeletionGuard("uid", "").refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "yes", " ", "1", "true "})
    void anotherValueIsRefusedAndAsksForNothing(String value) {
        DeletionGuard guard = new DeletionGuard("uid", value);

        assertThat(guard.request(Optional.empty())).isEqualTo(GuardRequest.NONE);
        assertThat(guard.refusal()).hasValueSatisfying(held -> assertThat(held.toString())
                .contains("guard-deletion]", "stays as it is", "allowed is \"true\" or \"false\""));
    }

    @Test
    void onlyAReleaseThatGoesLetsDeletionsThrough() {
        ReleaseDecision free = new ReleaseDecision(List.of(), Optional.empty(), Optional.empty());

        assertThat(new DeletionGuard("uid", "true").request(Optional.of(free)))
                .isEqualTo(new GuardRequest(Optional.of(true), true, true));
    }
}
