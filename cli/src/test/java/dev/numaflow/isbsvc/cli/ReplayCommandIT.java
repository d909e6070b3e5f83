package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.ClusterExtension;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandIT {

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    private RecordingBroker broker;
    private String namespace;

    @BeforeEach
    void createServiceAndPipeline() throws IOException {
        broker = new RecordingBroker();
        namespace = cluster.namespace();
        new Objects(cluster.client())
                .create(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: orders, namespace: %1$s}
                        spec: {jetstream: {version: 2.10.17, replicas: 3}}
                        status: {phase: Running, observedGeneration: 1}
                        ---
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: Pipeline
                        metadata: {name: bills, namespace: %1$s}
                        spec:
                          interStepBufferServiceName: orders
                          vertices:
                          - {name: in, source: {generator: {}}}
                          - {name: out, sink: {log: {}}}
                          edges: [{from: in, to: out}]
                        """
                                .formatted(namespace));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private Run replay(String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(new String[] {"replay", "-n", namespace, "--broker", broker.url()}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return ClusterRun.of(cluster, folder).run(all);
    }

    private String subject(String apiVersion, String plural, String name) {
        return "/apis/%s/namespaces/%s/%s/%s".formatted(apiVersion, namespace, plural, name);
    }

    @Test
    void makesEveryFunctionReconcileAServiceThatMayFindSomethingToDo() {
        Run run = replay("orders");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("4 of 4 events taken");
        assertThat(broker.events())
                .containsExactly(
                        "dev.knative.apiserver.ref.update " + subject("v1", "services", "isbsvc-orders-js-svc"),
                        "dev.knative.apiserver.ref.update " + subject("v1", "pods", "isbsvc-orders-js-0"),
                        "dev.numaflow.isbsvc.ready "
                                + subject("numaflow.numaproj.io/v1alpha1", "interstepbufferservices", "orders"),
                        "dev.knative.apiserver.ref.update "
                                + subject("numaflow.numaproj.io/v1alpha1", "pipelines", "bills"));
    }

    @Test
    void wakesOneFunctionForAllServices() {
        Run run = replay("--all", "--function", "repair");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(broker.events()).containsExactly("dev.knative.sources.ping null");
    }

    @Test
    void sendsRecordedEventsAsTheyWere() throws IOException {
        Path file = Files.writeString(
                folder.resolve("event.json"),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"subject\":\"u\"}");

        assertThat(replay("--event", file.toString()).exitCode()).isZero();
        assertThat(broker.events()).containsExactly("t u");
    }

    @Test
    void printsCommandsThatDoTheSameAndSendsNothing() throws Exception {
        Run run = replay("orders", "--function", "deletion", "--print");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(broker.events()).isEmpty();
        Process shell = new ProcessBuilder("sh", "-c", run.out()).inheritIO().start();
        assertThat(shell.waitFor()).isZero();
        assertThat(broker.events())
                .containsExactly("dev.numaflow.isbsvc.deletion.requested "
                        + subject("numaflow.numaproj.io/v1alpha1", "interstepbufferservices", "orders"));
    }

    @Test
    void carriesTheTokenInAFile() throws Exception {
        Path token = Files.writeString(folder.resolve("it's a token"), "token\n");

        Run sent = replay("orders", "--function", "deletion", "--token-file", token.toString());
        Run printed = replay("orders", "--function", "deletion", "--token-file", token.toString(), "--print");

        assertThat(sent.exitCode()).as(sent.out() + sent.err()).isZero();
        Process shell =
                new ProcessBuilder("sh", "-c", printed.out()).inheritIO().start();
        assertThat(shell.waitFor()).isZero();
        assertThat(broker.authorizations()).containsExactly("Bearer token", "Bearer token");
        assertThat(sent.out() + printed.out()).as("the token itself").doesNotContain("Bearer token");
    }

    @Test
    void sendsNothingWithoutTheTokenThatWasNamed() {
        Run run = replay("orders", "--function", "deletion", "--token-file", "nowhere");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("no token can be read from nowhere");
        assertThat(broker.events()).isEmpty();
    }

    @Test
    void failsWhereTheBrokerDoesNotTakeAnEvent() {
        broker.close();

        Run run = replay("orders");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("0 of 4 events taken", "no answer from " + broker.url());
    }

    @Test
    void saysThatNoBrokerIsKnown() {
        Run run = ClusterRun.of(cluster, folder).run("replay", "orders", "-n", namespace);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Broker isbsvc-system/default", "does not serve", "--broker");
    }

    @Test
    void saysThatThereIsNoSuchService() {
        Run run = replay("nothing");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("error: " + namespace + "/nothing is not there");
    }
}
