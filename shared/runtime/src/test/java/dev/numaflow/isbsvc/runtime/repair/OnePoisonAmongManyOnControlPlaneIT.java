package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.Addressable;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One poisonous object of each kind among a hundred services of which an event was missed: the hundred are served, the poisonous ones
 * are told so, and the heart beats. On a real API server, which lets all of it through, and with the rights of repair.
 */
class OnePoisonAmongManyOnControlPlaneIT {

    private static final int GOOD = 100;
    private static final String DEEP = "[".repeat(1500) + "]".repeat(1500);

    private final TestCluster cluster = new TestCluster();
    private final String add = "dev.knative.apiserver.resource.add /apis/numaflow.numaproj.io/v1alpha1/namespaces/"
            + cluster.namespace() + "/interstepbufferservices/";
    private RecordingBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new RecordingBroker();
    }

    @AfterEach
    void stop() {
        broker.close();
        cluster.close();
    }

    @Test
    void keepsNoOtherFromBeingServed() {
        long seed = Long.getLong("poison.seed", System.nanoTime());
        System.out.println("poison.seed " + seed);
        create(new Random(seed));

        Outcome outcome = repair(cluster.clusterOf("repair")).reconcile();

        assertServed(outcome);
        // Those that end in an Error are read by this test alone; these are so for everybody.
        assertThat(notExamined()).containsExactlyInAnyOrder("deep", "large", "long-name");
        assertThat(outcome.message()).contains("not examined: 3");
    }

    /** A Pipeline that exhausts stack or heap as any other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInOneKeepsNoOtherFromBeingServed(boolean exhausts) {
        long seed = Long.getLong("poison.seed", System.nanoTime());
        System.out.println("poison.seed " + seed);
        Random random = new Random(seed);
        create(random);
        List<Throwable> ends = exhausts
                ? List.of(new StackOverflowError(), new OutOfMemoryError("no"))
                : List.of(new IllegalStateException("a bug"), new AssertionError());

        Outcome outcome = repair(new PoisonousCluster(cluster.client(), () -> ends.get(random.nextInt(ends.size()))))
                .reconcile();

        assertServed(outcome);
        assertThat(notExamined()).contains("poison-service", "poison-pipeline", "poison-serving");
    }

    @Test
    void whereNoEventCanBeWrittenTheHeartBeatsAllTheSame() {
        create(new Random(1));

        Outcome outcome = repair(new Cluster(cluster.client()) {
                    @Override
                    public WriteResult create(JsonNode object) {
                        if (object.path("kind").asText().equals("Event")) {
                            throw new KubernetesClientException("a webhook fails", 500, null);
                        }
                        return super.create(object);
                    }
                })
                .reconcile();

        assertServed(outcome);
        assertThat(notExamined()).isEmpty();
    }

    /** There is room for a hundred in one tick. */
    @Test
    void whatIsReportedToManyOfOneTenantKeepsNothingFromOthers() {
        String other = cluster.newNamespace("other");
        List<String> bad = IntStream.range(0, 101).mapToObj(i -> "bad-" + i).toList();
        bad.forEach(name -> post(pipeline("Pipeline", name, DEEP), cluster.namespace()));
        post(pipeline("Pipeline", "other", DEEP).replace(cluster.namespace(), other), other);

        repair(cluster.clusterOf("repair")).reconcile();

        assertThat(notExamined(other)).containsExactly("other");
        for (int tick = 0; tick < 100 && notExamined().size() < bad.size(); tick++) {
            repair(cluster.clusterOf("repair")).reconcile();
        }
        assertThat(notExamined()).containsExactlyInAnyOrderElementsOf(bad);
    }

    private void assertServed(Outcome outcome) {
        assertThat(broker.events())
                .as(outcome.message())
                .containsAll(IntStream.range(0, GOOD)
                        .mapToObj(i -> add + "good-" + i)
                        .toList());
        assertThat(cluster.cluster()
                        .get(new ObjectRef(ObjectKind.LEASE, cluster.namespace(), "isbsvc-repair"))
                        .orElseThrow()
                        .at("/spec/renewTime")
                        .asText())
                .isNotEmpty();
    }

    private List<String> notExamined() {
        return notExamined(cluster.namespace());
    }

    private List<String> notExamined(String namespace) {
        return cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals("NotExamined"))
                .map(event -> event.getInvolvedObject().getName())
                .toList();
    }

    private void create(Random random) {
        List<String> objects = new ArrayList<>(IntStream.range(0, GOOD)
                .mapToObj(i -> cluster.service("good-" + i, "{version: latest}"))
                .toList());
        objects.add(cluster.service("poison-service", "{version: latest}"));
        objects.add(pipeline("Pipeline", "poison-pipeline", "1"));
        objects.add(pipeline("ServingPipeline", "poison-serving", "1"));
        objects.add(pipeline("Pipeline", "deep", DEEP));
        objects.add(pipeline("Pipeline", "long-name", "{\"" + "x".repeat(60_000) + "\": 1}"));
        objects.add(pipeline("ServingPipeline", "large", "[" + "{},".repeat(270_000) + "{}]"));
        objects.add(configMap("a-tenant-s", "\\\"".repeat(400_000)));
        Collections.shuffle(objects, random);
        objects.forEach(object -> post(object, cluster.namespace()));
    }

    /** As it is written: no parser of ours stands between. */
    private void post(String object, String namespace) {
        if (!object.startsWith("{")) {
            cluster.apply(object);
            return;
        }
        String plural = object.contains("\"ServingPipeline\"") ? "servingpipelines" : "pipelines";
        String path = object.contains("\"ConfigMap\"")
                ? "api/v1/namespaces/" + namespace + "/configmaps"
                : "apis/numaflow.numaproj.io/v1alpha1/namespaces/" + namespace + "/" + plural;
        cluster.client().raw(cluster.client().getMasterUrl() + path, "POST", object);
    }

    private String pipeline(String kind, String name, String other) {
        return """
                {"apiVersion": "numaflow.numaproj.io/v1alpha1", "kind": "%s",
                 "metadata": {"name": "%s", "namespace": "%s"},
                 "spec": {"interStepBufferServiceName": "good-1", "other": %s}}
                """
                .formatted(kind, name, cluster.namespace(), other);
    }

    private String configMap(String name, String text) {
        return """
                {"apiVersion": "v1", "kind": "ConfigMap",
                 "metadata": {"name": "%s", "namespace": "%s", "labels": {"app.kubernetes.io/component": "isbsvc"}},
                 "data": {"text": "%s"}}
                """
                .formatted(name, cluster.namespace(), text);
    }

    /** With its Lease beside the services: the role of repair is one for its own namespace there. */
    private RepairReconciler repair(Cluster asRepair) {
        EventRecorder recorder = new EventRecorder(asRepair, Clock.systemUTC(), "repair");
        return new RepairReconciler(
                asRepair,
                new ControllerConfigSource(asRepair, recorder, TestCluster.CONTROLLER),
                new ServerReports(new Monitoring()),
                Clock.systemUTC(),
                new Reaction(
                        new StepTicks(cluster.cluster(), cluster.namespace()),
                        new PacedSender(
                                new BrokerClient(() -> Addressable.at(URI.create(broker.url()))), RepairAtRest.AT_ONCE),
                        new Heartbeat(new RepairLease(cluster.cluster(), cluster.namespace()), Clock.systemUTC()),
                        recorder));
    }
}
