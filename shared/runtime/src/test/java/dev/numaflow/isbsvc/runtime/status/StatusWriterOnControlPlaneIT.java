package dev.numaflow.isbsvc.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.status.StatusWriter.Result;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the real API server, with the rights of `health`. */
class StatusWriterOnControlPlaneIT {

    private static final List<EventMessage> NOTICE = List.of(new EventMessage(Reason.DEPLOYED, "made"));

    private static TestCluster cluster;

    private final TestBeans health = TestBeans.of(cluster.clusterOf("health"));
    private final StatusWriter status = health.status();
    private final JsonNode service = cluster.apply(cluster.service("n", "{version: latest}"));

    @BeforeAll
    static void open() {
        cluster = new TestCluster();
    }

    @AfterEach
    void clear() {
        cluster.clear(ObjectKind.ISB_SERVICE, ObjectKind.EVENT);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void writesAndReportsOnlyWhatIsNew() {
        assertThat(status.write(service, facts(1, new Fact.Configured()), NOTICE))
                .isEqualTo(Result.WRITTEN);
        assertThat(status.write(
                        live(), facts(1, new Fact.Configured()), List.of(new EventMessage(Reason.UPDATED, "again"))))
                .isEqualTo(Result.UNCHANGED);

        assertThat(cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()))
                .extracting(event -> event.path("message").asText())
                .containsExactly("made");
    }

    @Test
    void keepsWhatOthersWroteSinceTheServiceWasRead() {
        status.write(service, facts(1, new Fact.Healthy("all well")), List.of());

        assertThat(status.write(service, facts(1, new Fact.Configured()), List.of()))
                .isEqualTo(Result.WRITTEN);
        assertThat(live().at("/status/conditions"))
                .anyMatch(condition -> condition.path("message").asText().equals("all well"));
    }

    @Test
    void neverOverwritesWhatANewerGenerationHasLedTo() {
        status.write(service, facts(7, new Fact.Configured()), List.of());
        JsonNode before = live().path("status");

        assertThat(status.write(live(), facts(6, new Fact.DeployFailed("Late", "late")), List.of()))
                .isEqualTo(Result.UNCHANGED);
        assertThat(live().path("status")).isEqualTo(before);
    }

    @Test
    void doesNotTouchANewServiceOfTheSameName() {
        cluster.cluster().delete(live());
        cluster.apply(cluster.service("n", "{version: latest}"));

        assertThat(status.write(service, facts(1, new Fact.Configured()), List.of()))
                .isEqualTo(Result.GONE);
        assertThat(live().has("status")).isFalse();
    }

    @Test
    void keepsTheSpecThatTheUserChangedMeanwhile() {
        ObjectNode changed = live().deepCopy();
        changed.withObject("/spec/jetstream").put("replicas", 5);
        assertThat(cluster.cluster().replace(changed)).isInstanceOf(WriteResult.Done.class);

        status.write(service, facts(1, new Fact.Configured()), List.of());

        assertThat(live().at("/spec/jetstream/replicas").asInt()).isEqualTo(5);
        assertThat(live().at("/status/observedGeneration").asInt()).isEqualTo(1);
    }

    @Test
    void recordsTheSameMessageOnce() {
        EventRecorder recorder = health.recorder();
        for (int i = 0; i < 3; i++) {
            recorder.record(service, new EventMessage(Reason.INVALID_SPEC, "x".repeat(5000)));
        }

        assertThat(cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("message").asText()).hasSize(1024);
                    assertThat(event.path("type").asText()).isEqualTo("Warning");
                    assertThat(event.at("/involvedObject/uid")).isEqualTo(service.at("/metadata/uid"));
                    assertThat(event.path("reportingComponent").asText()).isEqualTo("isbsvc-test");
                });
    }

    @Test
    void whatComesAgainIsReportedAgain() {
        List<EventMessage> lost = List.of(new EventMessage(Reason.QUORUM_LOST, "NoQuorum: 1 of 3 nodes ready"));
        List<EventMessage> degraded = List.of(new EventMessage(Reason.DEGRADED, "disk"));
        for (int i = 0; i < 2; i++) {
            status.write(live(), facts(1, new Fact.Unhealthy("NoQuorum", "1 of 3 nodes ready")), lost);
            status.write(live(), facts(1, new Fact.Unhealthy("NoQuorum", "1 of 3 nodes ready; more")), lost);
            status.write(live(), facts(1, new Fact.Healthy("")), List.of());
            status.write(live(), facts(1, new Fact.Healthy("disk")), degraded);
            status.write(live(), facts(1, new Fact.Healthy("disk; more")), degraded);
            status.write(live(), facts(1, new Fact.Healthy("")), List.of());
        }

        assertThat(cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()))
                .extracting(event -> event.path("reason").asText())
                .containsExactlyInAnyOrder("QuorumLost", "QuorumLost", "Degraded", "Degraded");
    }

    private static Facts facts(long generation, Fact fact) {
        return new Facts(generation, false, List.of(fact));
    }

    private JsonNode live() {
        return cluster.live(ObjectKind.ISB_SERVICE, "n");
    }
}
