package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.RunningService;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a moved Pipeline left goes without any event, and what waits for its user wakes nobody. */
class RepairMovedIT extends RepairAtRest {

    private final Names second = cluster.names("m");
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path place;

    @Test
    void callsForWhatIsLeftOnceItIsDrainedAndForNothingThatWaits() throws Exception {
        try (NatsServer other =
                        NatsServer.start(Files.createDirectory(place.resolve("m")), NatsServerConfig.single("m"));
                Connection connection = Nats.connect(options())) {
            HostNames.ofThisJvm().pointServices(second.namespace(), Map.of("n", nats.address(), "m", other.address()));
            RunningService.create(new Hand(), second, 1, RunningService.ONE_REPLICA);
            change(ObjectKind.STATEFUL_SET, second.statefulSet(), set -> set.withObject("/metadata/labels")
                    .put(Labels.COMPONENT, "isbsvc"));
            connection.jetStream().publish(buffer, new byte[1]);
            change(ObjectKind.PIPELINE, "p", pipeline -> ((ObjectNode) pipeline.path("spec"))
                    .put("interStepBufferServiceName", "m"));

            assertThat(aboutThePipeline()).as("its event was lost").hasSize(1);
            provisionPipeline();
            assertThat(aboutThePipeline()).as("it waits for its user").isEmpty();
            expireEvents();
            assertThat(held()).isEmpty();
            assertThat(aboutThePipeline()).as("it waits, and no Event says so").hasSize(1);
            provisionPipeline();
            assertThat(held()).hasSize(1);
            assertThat(aboutThePipeline()).as("an Event says so again").isEmpty();

            connection
                    .jetStream()
                    .subscribe(null, PullSubscribeOptions.bind(buffer, buffer))
                    .fetch(1, LONG)
                    .get(0)
                    .ackSync(LONG);
            assertThat(aboutThePipeline()).as("drained").hasSize(1);
            provisionPipeline();
            assertThat(connection.jetStreamManagement().getStreamNames()).isEmpty();
            assertThat(aboutThePipeline()).isEmpty();
        }
    }

    /** One tick could not hold the Events of all Pipelines of a cluster. */
    @Test
    void readsNoOtherEventsThanThoseOfItsReasonAndALostChildComesBackThoughTheyCannotBeRead() throws Exception {
        try (NatsServer other =
                        NatsServer.start(Files.createDirectory(place.resolve("m")), NatsServerConfig.single("m"));
                Connection connection = Nats.connect(options())) {
            HostNames.ofThisJvm().pointServices(second.namespace(), Map.of("n", nats.address(), "m", other.address()));
            RunningService.create(new Hand(), second, 1, RunningService.ONE_REPLICA);
            change(ObjectKind.STATEFUL_SET, second.statefulSet(), set -> set.withObject("/metadata/labels")
                    .put(Labels.COMPONENT, "isbsvc"));
            connection.jetStream().publish(buffer, new byte[1]);
            change(ObjectKind.PIPELINE, "p", pipeline -> ((ObjectNode) pipeline.path("spec"))
                    .put("interStepBufferServiceName", "m"));
            provisionPipeline();
            assertThat(reasonsAboutThePipeline()).contains("BufferDeletionHeld").hasSizeGreaterThan(1);
            assertThat(cluster.cluster().eventsAbout(ObjectKind.PIPELINE, "BufferDeletionHeld"))
                    .filteredOn(
                            event -> event.at("/metadata/namespace").asText().equals(cluster.namespace()))
                    .hasSize(held().size());
            delete(ObjectKind.CONFIG_MAP, names.configMap());

            List<String> found = new ResyncScan(
                            new Cluster(cluster.client()) {
                                @Override
                                public List<JsonNode> eventsAbout(ObjectKind kind, String reason) {
                                    throw new KubernetesClientException("a list of Events is too large");
                                }
                            },
                            new ServerReports(new Monitoring()),
                            Clock.systemUTC())
                            .of(new ControllerConfigSource(
                                            cluster.cluster(), cluster.beans().recorder(), TestCluster.CONTROLLER)
                                    .readWhatever())
                            .missed()
                            .stream()
                            .map(MissedEvent::toString)
                            .toList();

            assertThat(found).anySatisfy(missed -> assertThat(missed).contains(names.configMap()));
        }
    }

    private List<String> reasonsAboutThePipeline() {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("Pipeline"))
                .map(Event::getReason)
                .toList();
    }

    private void provisionPipeline() {
        TestProvisioning.on(cluster.cluster())
                .reconcile(
                        new Pointer(EventType.REF_ADD, new ObjectRef(ObjectKind.PIPELINE, cluster.namespace(), "p")));
    }

    /** As the API server does after an hour. */
    private void expireEvents() {
        cluster.client()
                .v1()
                .events()
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .forEach(event -> cluster.client().resource(event).delete());
    }

    private List<String> held() {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(Event::getReason)
                .filter(reason -> reason.equals("BufferDeletionHeld"))
                .toList();
    }

    private List<String> aboutThePipeline() {
        repair.reconcile();
        return broker.events().stream()
                .filter(event -> event.contains(pipeline))
                .toList();
    }

    private final class Hand implements RunningService.Hand {
        @Override
        public JsonNode create(String yaml) {
            return cluster.apply(yaml);
        }

        @Override
        public JsonNode writeStatus(JsonNode object) {
            return ((WriteResult.Done) cluster.cluster().replaceStatus(object)).object();
        }
    }
}
