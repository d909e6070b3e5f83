package dev.numaflow.isbsvc.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthLookIT {

    private static final Names NAMES = new Names(TestCluster.NAMESPACE, "n");
    private static final String NOBODY = "127.255.255.254";

    @TempDir
    static Path folder;

    private static NatsCluster nats;

    private final TestCluster cluster = TestCluster.embedded();
    private final TestPods pods = new TestPods(cluster.cluster(), NAMES);
    private final HealthLook health = health();

    @BeforeAll
    static void startServers() {
        nats = NatsCluster.start(folder, 3);
    }

    @AfterAll
    static void stopServers() {
        nats.close();
        HostNames.ofThisJvm().clear();
    }

    @BeforeEach
    void deploy() {
        HostNames.ofThisJvm()
                .point(NAMES, nats.nodes().stream().map(node -> node.address()).toList());
        cluster.apply(TestCluster.service("n", "{version: latest, replicas: 3}"));
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(event(), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("deployed");
        });
        cluster.writes();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void waitsWhileTheFirstNodesStart() {
        pods.ready(0);
        pods.starting(1);

        assertThat(health.look(event())).isInstanceOf(Outcome.Done.class);

        assertThat(condition().status()).isEqualTo(Condition.UNKNOWN);
        assertThat(condition().message()).isEqualTo("1 of 3 nodes ready, 2 needed");
        assertThat(service().status().phase()).isEqualTo("Pending");
    }

    @Test
    void saysReadyOnceAndWritesNothingTheSecondTime() {
        allReady();

        assertThat(health.look(event())).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.READY));
        assertThat(service().status().phase()).isEqualTo("Running");
        cluster.writes();

        assertThat(health.look(event())).isInstanceOf(Outcome.Done.class);
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void readyPodsAloneDoNotMakeAServiceServe() {
        allReady();
        HostNames.ofThisJvm().point(NAMES, List.of(NOBODY, NOBODY, NOBODY));

        assertThatThrownBy(() -> health.look(event())).isInstanceOf(NatsUnavailable.class);

        assertThat(service().status().phase()).isNotEqualTo("Running");
    }

    @Test
    void aMissingNodeIsToldOnceAndTheServiceServesOn() {
        allReady();
        health.look(event());
        pods.crashing(2);

        assertThat(health.look(event())).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.DEGRADED));
        assertThat(health.look(event())).isInstanceOf(Outcome.Done.class);

        assertThat(condition().isTrue()).isTrue();
        assertThat(service().status().message()).contains("isbsvc-n-js-2: CrashLoopBackOff");
        assertThat(cluster.cluster().list(ObjectKind.EVENT, NAMES.namespace()))
                .extracting(told -> told.path("reason").asText())
                .containsOnlyOnce("Degraded");
    }

    @Test
    void aLostQuorumIsToldWithItsReasonAndReadyIsSaidAgainWhenItIsBack() {
        allReady();
        health.look(event());
        pods.crashing(1);
        pods.crashing(2);

        assertThat(health.look(event())).isInstanceOf(Outcome.Done.class);
        assertThat(condition().isFalse()).isTrue();
        assertThat(condition().reason()).isEqualTo("CrashLoopBackOff");

        allReady();
        assertThat(health.look(event())).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.READY));
    }

    @Test
    void aServiceThatServesIsNotAskedAgain() {
        allReady();
        health.look(event());
        HostNames.ofThisJvm().point(NAMES, List.of(NOBODY, NOBODY, NOBODY));

        assertThat(health.look(event()).said()).isEqualTo("all nodes ready");
    }

    private void allReady() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            pods.ready(ordinal);
        }
    }

    private HealthLook health() {
        TestCluster.Beans beans = cluster.beans();
        return new HealthLook(
                beans.services(),
                new ServiceHealth(cluster.cluster(), new ServerReports(new Monitoring())),
                beans.status());
    }

    private static Pointer event() {
        return new Pointer(
                EventType.REF_UPDATE, new ObjectRef(ObjectKind.STATEFUL_SET, NAMES.namespace(), NAMES.statefulSet()));
    }

    private InterStepBufferService service() {
        JsonNode live = cluster.live(ObjectKind.SERVICE, "n");
        return StrictReader.withoutSpec(live);
    }

    private Condition condition() {
        return service()
                .status()
                .condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .orElseThrow();
    }
}
