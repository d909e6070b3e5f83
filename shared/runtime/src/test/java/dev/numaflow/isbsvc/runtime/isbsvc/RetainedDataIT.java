package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of a service that is deleted with the annotation `retain`, and the next service of that name. */
class RetainedDataIT {

    private static final String ENCRYPTED_NODE =
            "{version: latest, replicas: 1, encryption: true, persistence: {volumeSize: 1Gi}}";
    private static final String PLAIN_NODES = "{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whatIsKeptIsMarkedAndOwnedByNobody() {
        WatchedService service = deleted("one", ENCRYPTED_NODE);
        Names names = service.names();

        assertThat(service.objectNames())
                .containsExactly("isbsvc-n-js-client-auth", "isbsvc-n-js-key", "isbsvc-n-js-vol-isbsvc-n-js-0");
        assertThat(service.objects()).allSatisfy(object -> {
            assertThat(ObjectMetas.annotation(object, Annotations.RETAINED_FOR)).isEqualTo("n");
            assertThat(object.at("/metadata/ownerReferences")).isEmpty();
        });
        JsonNode claim = claim(service);
        assertThat(ObjectMetas.annotation(claim, Annotations.ENCRYPTION)).isEqualTo("true");
        assertThat(ObjectMetas.annotation(claim, Annotations.NODES)).isEqualTo("1");
        assertThat(ObjectMetas.annotation(service.secret(names.keySecret()), Annotations.ENCRYPTION))
                .isEqualTo("true");
    }

    @Test
    void theNextServiceOfThatNameTakesExactlyThoseAndHoldsWhatWouldMakeThemUnreadable() {
        WatchedService service = deleted("one", ENCRYPTED_NODE);
        Names names = service.names();
        JsonNode client = service.secret(names.clientSecret());
        JsonNode key = service.secret(names.keySecret());
        String volume = ObjectMetas.uid(claim(service));

        service.createService(PLAIN_NODES);

        assertThat(service.secret(names.clientSecret()).path("data")).isEqualTo(client.path("data"));
        assertThat(ObjectMetas.uid(service.secret(names.clientSecret()))).isEqualTo(ObjectMetas.uid(client));
        assertThat(ObjectMetas.isControlledBy(
                        service.secret(names.clientSecret()),
                        ObjectMetas.uid(service.live().orElseThrow())))
                .isTrue();
        assertThat(service.secret(names.keySecret()).path("data")).isEqualTo(key.path("data"));
        assertThat(ObjectMetas.uid(claim(service))).isEqualTo(volume);
        assertThat(service.objects())
                .allSatisfy(object -> assertThat(ObjectMetas.annotation(object, Annotations.RETAINED_FOR))
                        .isEmpty());
        JsonNode set =
                service.live(ObjectKind.STATEFUL_SET, names.statefulSet()).orElseThrow();
        assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(ObjectMetas.annotation(set, Annotations.ENCRYPTION)).isEqualTo("true");
        assertThat(service.message())
                .contains("spec.jetstream.encryption stays true", "spec.jetstream.replicas stays 1");
        // Why it stays depends on its node, and that is asked once there is one.
        service.update();
        cluster.writes();
        service.update();
        assertThat(cluster.writes()).as("at rest").isEmpty();
    }

    @Test
    void messagesAndDurableConsumersAreFoundAgain() throws Exception {
        WatchedService service = WatchedService.create(cluster, "one", ENCRYPTED_NODE);
        service.awaitClaims();
        JsonNode clients = service.secret(service.names().clientSecret()).path("data");
        try (RenderedServer server = RenderedServer.start(service, folder.resolve("before"), folder.resolve("volume"));
                Connection connection = server.connect(clients)) {
            JetStreamManagement streams = connection.jetStreamManagement();
            streams.addStream(
                    StreamConfiguration.builder().name("s").subjects("s").build());
            streams.addOrUpdateConsumer(
                    "s", ConsumerConfiguration.builder().durable("d").build());
            for (int i = 0; i < 100; i++) {
                connection.jetStream().publish("s", ("message " + i).getBytes(StandardCharsets.UTF_8));
            }
        }
        service.deletePipelines();
        retain(service);
        service.deleteService(DeletionPropagation.BACKGROUND);

        service.createService(PLAIN_NODES);

        try (RenderedServer server = RenderedServer.start(service, folder.resolve("after"), folder.resolve("volume"));
                Connection connection = server.connect(clients)) {
            JetStreamManagement streams = connection.jetStreamManagement();
            assertThat(streams.getStreamInfo("s").getStreamState().getMsgCount())
                    .isEqualTo(100);
            assertThat(streams.getMessage("s", 42).getData()).isEqualTo("message 41".getBytes(StandardCharsets.UTF_8));
            assertThat(streams.getConsumerInfo("s", "d").getNumPending()).isEqualTo(100);
        }
    }

    @Test
    void whoThinksBetterOfItBeforeTheEndKeepsNothing() {
        WatchedService service = WatchedService.create(cluster, "one", ENCRYPTED_NODE);
        service.awaitClaims();
        service.deletePipelines();
        retain(service);
        new DataRetention(cluster.cluster(), new PersistentVolumeClaims(cluster.cluster())).mark(live(service));
        service.annotate(Annotations.RETAIN, "false");

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live()).isEmpty();
        // A claim goes when its protection has seen that no pod has it.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(service.objectNames()).isEmpty());
    }

    /** Invariant 8: however often it dies, no mark is lost with what it was read from. */
    @Test
    void whoeverDiesWhileKeepingOrTakingOverEndsInTheSameState() {
        int deaths = 0;
        for (int requests = 1; ; requests++) {
            WatchedService service = WatchedService.create(cluster, "life-" + requests, ENCRYPTED_NODE);
            service.awaitClaims();
            service.deletePipelines();
            retain(service);
            cluster.cluster().delete(service.live().orElseThrow());
            boolean died = dies(requests, service.names());
            reconcile(cluster.cluster(), service.names());
            assertThat(service.live()).isEmpty();
            assertThat(service.objectNames()).as("after %d requests", requests).hasSize(3);
            assertThat(ObjectMetas.annotation(claim(service), Annotations.NODES))
                    .isEqualTo("1");

            cluster.apply(TestCluster.service(service.names(), PLAIN_NODES));
            died |= dies(requests, service.names());
            reconcile(cluster.cluster(), service.names());

            assertThat(service.objectNames()).as("after %d requests", requests).hasSize(8);
            assertThat(service.live(ObjectKind.STATEFUL_SET, service.names().statefulSet())
                            .orElseThrow()
                            .at("/spec/replicas")
                            .asInt())
                    .isEqualTo(1);
            assertThat(ObjectMetas.annotation(claim(service), Annotations.RETAINED_FOR))
                    .isEmpty();
            if (!died) {
                break;
            }
            deaths++;
        }
        assertThat(deaths).isGreaterThan(20);
    }

    private static boolean dies(DyingCluster dying, Names names) {
        try {
            reconcile(dying, names);
            return false;
        } catch (DyingCluster.Death death) {
            return true;
        }
    }

    private boolean dies(int requests, Names names) {
        return dies(new DyingCluster(cluster.client(), requests), names);
    }

    /** The dead one may have had the Lease: nobody else gets it for a minute. */
    private static Outcome reconcile(Cluster on, Names names) {
        Clock clock =
                on instanceof DyingCluster ? Clock.systemUTC() : Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
        TestBeans beans = TestBeans.of(on, clock);
        return beans.services()
                .with(
                        new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)),
                        service -> service.metadataAndStatus().deleting()
                                ? beans.deletion().reconcile(service)
                                : beans.reconciler().reconcile(service).asUpdate(service, true));
    }

    private WatchedService deleted(String namespace, String jetstream) {
        WatchedService service = WatchedService.create(cluster, namespace, jetstream);
        service.awaitClaims();
        service.deletePipelines();
        retain(service);
        service.deleteService(DeletionPropagation.BACKGROUND);
        assertThat(service.live()).isEmpty();
        return service;
    }

    private static JsonNode claim(WatchedService service) {
        return service.live(
                        ObjectKind.PERSISTENT_VOLUME_CLAIM,
                        service.names().claimTemplate() + "-" + service.names().pod(0))
                .orElseThrow();
    }

    private void retain(WatchedService service) {
        service.annotate(Annotations.RETAIN, "true");
    }

    private LiveService live(WatchedService service) {
        LiveService[] found = new LiveService[1];
        cluster.beans().services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(service.names())), each -> {
            found[0] = each;
            return new Outcome.Done("found");
        });
        return found[0];
    }
}
