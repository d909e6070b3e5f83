package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Against three real servers that hold a stream. */
class StatusCommandIT {

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private static Path servers;

    @TempDir
    private Path folder;

    private static NatsCluster nats;

    private Names names;

    @BeforeAll
    static void startServers() throws Exception {
        Names pods = new Names("", "orders");
        nats = NatsCluster.start(
                servers,
                3,
                config -> new NatsServerConfig(
                        pods.pod(Integer.parseInt(config.name().substring(1))),
                        config.address(),
                        config.routes(),
                        config.extra()));
        Options options = Options.builder()
                .servers(nats.urls().toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build();
        try (Connection connection = Nats.connect(options)) {
            var streams = connection.jetStreamManagement();
            streams.addStream(StreamConfiguration.builder()
                    .name("team-p-cat-0")
                    .subjects("team-p-cat-0")
                    .replicas(3)
                    .build());
            streams.addOrUpdateConsumer(
                    "team-p-cat-0",
                    ConsumerConfiguration.builder().durable("team-p-cat-0").build());
            for (int i = 0; i < 5; i++) {
                connection.jetStream().publish("team-p-cat-0", new byte[] {1});
            }
        }
    }

    @AfterAll
    static void stopServers() {
        nats.close();
    }

    @BeforeEach
    void createService() {
        names = new Names(cluster.namespace(), "orders");
        new Objects(cluster.client())
                .create(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: orders, namespace: %1$s}
                        spec: {jetstream: {version: 2.10.17, replicas: 3}}
                        status:
                          phase: Running
                          observedGeneration: 1
                          conditions:
                          - {type: Configured, status: "True", reason: Successful, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                          - {type: ChildrenResourcesHealthy, status: "True", reason: RolloutFinished, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                        ---
                        apiVersion: apps/v1
                        kind: StatefulSet
                        metadata: {name: %2$s, namespace: %1$s}
                        spec:
                          replicas: 3
                          serviceName: s
                          podManagementPolicy: Parallel
                          selector: {matchLabels: {numaflow.numaproj.io/isbsvc-name: orders}}
                          template:
                            metadata: {labels: {numaflow.numaproj.io/isbsvc-name: orders}}
                            spec: {containers: [{name: main, image: nats}]}
                        ---
                        {apiVersion: v1, kind: Secret, metadata: {name: %2$s-key, namespace: %1$s}, stringData: {encryption: not-to-be-shown}}
                        ---
                        apiVersion: v1
                        kind: Secret
                        metadata:
                          name: %2$s-server
                          namespace: %1$s
                          annotations: {isbsvc.numaflow.numaproj.io/certificates-expire: "2036-01-01T00:00:00Z"}
                        stringData: {auth: not-to-be-shown}
                        ---
                        apiVersion: v1
                        kind: Event
                        metadata: {name: orders.1, namespace: %1$s}
                        involvedObject: {kind: InterStepBufferService, name: orders, namespace: %1$s}
                        reason: Degraded
                        message: a node is missing
                        type: Warning
                        lastTimestamp: "2026-01-01T00:00:00Z"
                        """
                                .formatted(names.namespace(), names.statefulSet()));
    }

    private void pod(int ordinal, String address) {
        new Objects(cluster.client()).runPod(names, ordinal, address);
    }

    private Run status(String... options) {
        String[] all = new String[options.length + 4];
        System.arraycopy(new String[] {"status", "orders", "-n", names.namespace()}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        return ClusterRun.of(cluster, folder).run(all);
    }

    @Test
    void reportsWhatTheServersHoldAndThatAllIsWell() throws Exception {
        for (int i = 0; i < 3; i++) {
            pod(i, nats.node(i).address());
        }
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(names.namespace())
                .withName(names.statefulSet())
                .waitUntilCondition(
                        set -> Integer.valueOf(3).equals(set.getStatus().getReadyReplicas()), 1, TimeUnit.MINUTES);

        Run run = status("-o", "json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        JsonNode facts = new ObjectMapper().readTree(run.out());
        assertThat(facts.path("notReached")).isEmpty();
        assertThat(facts.path("nodes")).hasSize(3).allSatisfy(node -> {
            assertThat(node.path("version").asText()).startsWith("2.");
            assertThat(node.path("streams").asInt()).isEqualTo(1);
            assertThat(node.path("lag").asLong()).isZero();
        });
        assertThat(facts.path("nodes").findValuesAsText("leader")).containsOnlyOnce("true");
        JsonNode buffer = facts.path("buffers").get(0);
        assertThat(buffer.path("messages").asLong()).isEqualTo(5);
        assertThat(buffer.path("pending").asLong()).isEqualTo(5);
        assertThat(buffer.path("copies").asInt()).isEqualTo(3);
        assertThat(facts.at("/ages/certificatesExpire").asText()).isEqualTo("2036-01-01T00:00:00Z");
        assertThat(facts.at("/events/0/reason").asText()).isEqualTo("Degraded");
        assertThat(run.out()).doesNotContain("not-to-be-shown");
    }

    @Test
    void isHonestAboutAServerThatDoesNotAnswer() {
        pod(0, nats.node(0).address());
        pod(1, "127.255.255.254");

        Run run = status();

        assertThat(run.out())
                .contains("NOT REACHED server " + names.pod(1))
                .containsPattern(names.pod(1) + " +ready +\\? +\\?")
                .containsPattern(names.pod(0) + " +ready +2\\.");
    }

    @Test
    void answersThatThereIsNoSuchService() {
        Run run = ClusterRun.of(cluster, folder).run("status", "nothing");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: InterStepBufferService default/nothing: not found\n");
    }
}
