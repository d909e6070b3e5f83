package dev.numaflow.isbsvc.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.runtime.TestCluster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaidBeforeTest {

    private static final String AHEAD = "ConsumersAhead: s, first seen 2026-01-01T00:00:00Z";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                AHEAD + " | true",
                "not confirmed since 2026-01-01T00:00:00Z, NoMetaLeader: x; " + AHEAD + " | true",
                "not confirmed since 2026-01-01T00:00:00Z, NoMetaLeader: x; seen meanwhile: " + AHEAD + " | false",
                "'' | false",
            })
    void whatWasSeenDuringADoubtHasNotBeenReported(String message, boolean said) {
        assertThat(SaidBefore.by(status(message), new EventMessage(Reason.DEGRADED, AHEAD)))
                .isEqualTo(said);
    }

    private static ServiceStatus status(String message) {
        return StrictReader.withoutSpec(TestCluster.tree(
                        """
                                apiVersion: numaflow.numaproj.io/v1alpha1
                                kind: InterStepBufferService
                                metadata: {name: n, namespace: team-a}
                                status:
                                  message: '%1$s'
                                  conditions:
                                  - {type: ChildrenResourcesHealthy, status: 'True', reason: Successful, message: '%1$s',
                                     lastTransitionTime: '2026-01-01T00:00:00Z'}
                                """
                                .formatted(message)))
                .status();
    }
}
