package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose deletion is refused is kept complete, and those who keep it come to rest. */
class RefusedDeletionIT {

    private static final String GOOD = "{version: latest}";

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void namesAllWhoUseItUntilTheLastIsGone() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.phase()).isEqualTo("Deleting");
        assertThat(service.message())
                .isEqualTo("the deletion waits: it is in use by Pipeline %1$s/user, ServingPipeline %1$s/user"
                        .formatted(service.names().namespace()));
        service.deletePipelines();
        assertThat(service.live()).isEmpty();
        assertThat(service.objectNames()).isEmpty();
    }

    /** After the only node has lost its disk on purpose, until everything is restored: also where the data is to be retained. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsInACopyAloneIsNotDeletedAndWhatIsElsewhereTooIs(boolean retains) {
        WatchedService service =
                WatchedService.create(cluster, "one", "{version: latest, replicas: 1, persistence: {volumeSize: 1Gi}}");
        service.annotate(Annotations.RETAIN, "" + retains);
        service.awaitClaims();
        String claim = ObjectMetas.uid(
                service.live(ObjectKind.PERSISTENT_VOLUME_CLAIM, service.names().claim(0))
                        .orElseThrow());
        Names copy = service.names().ofCopy();
        cluster.create("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: " + copy.claim(0)
                + ", namespace: "
                + copy.namespace() + ", labels: {" + Labels.COPY_OF + ": n}, annotations: {" + Annotations.COPIED_FROM
                + ": another}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}");
        service.deletePipelines();

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.message()).contains("the deletion waits: what it stores is restored from its copy first");
        service.delete(ObjectKind.SERVICE, service.names().headlessService());
        assertThat(service.live(ObjectKind.SERVICE, service.names().headlessService()))
                .as("it is kept complete")
                .isPresent();
        assertThat(service.live(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.claim(0)))
                .isPresent();

        new ObjectEdit(cluster.cluster())
                .write(
                        service.live(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.claim(0))
                                .orElseThrow(),
                        live -> ObjectMetas.annotation(live, Annotations.COPIED_FROM)
                                .equals(claim),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/metadata/annotations").put(Annotations.COPIED_FROM, claim);
                            return changed;
                        });
        service.updateWoken();
        assertThat(service.live()).isEmpty();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        cluster.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.namespace()))
                .extracting(ObjectMetas::uid)
                .isEqualTo(retains ? List.of(claim) : List.of()));
    }

    /** Until then streams may take no messages, and the StatefulSet has names that the data has not. */
    @Test
    void aServiceWhoseDataIsBeingCopiedIsNotDeletedBeforeThatIsTakenBack() {
        WatchedService service =
                WatchedService.create(cluster, "one", "{version: latest, replicas: 1, persistence: {volumeSize: 1Gi}}");
        copying(service, "approved");
        service.deletePipelines();

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.message()).contains("the deletion waits: an approved change has what it stores copied");
        copying(service, "");
        service.updateWoken();
        assertThat(service.live()).isEmpty();
    }

    private void copying(WatchedService service, String approval) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live(ObjectKind.STATEFUL_SET, service.names().statefulSet())
                                .orElseThrow(),
                        live -> ObjectMetas.annotation(live, Annotations.ENCRYPTION_COPY)
                                .equals(approval),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/metadata/annotations").put(Annotations.ENCRYPTION_COPY, approval);
                            return changed;
                        });
    }

    @Test
    void removesNoFinalizerButOursAndThenLeavesTheServiceAlone() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        service.deletePipelines();
        ObjectNode live = service.live().orElseThrow().deepCopy();
        live.withObject("metadata").withArray("finalizers").add("test.dev/keeps");
        cluster.cluster().replace(live);

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live().orElseThrow().at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactly("test.dev/keeps");
        assertThat(service.objectNames()).isEmpty();
        cluster.writes();
        assertThat(service.update()).isInstanceOf(Outcome.Ignored.class);
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void makesNothingWhileTheCascadeWouldRemoveItAgain() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        String map = service.names().configMap();
        finalizers(service, map, "test.dev/keeps");
        foreground(service);
        service.updateWoken();
        // The collector has removed all that nobody keeps, and waits for the rest.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(service.objectNames())
                .containsExactly(map, service.names().keySecret()));
        cluster.writes();

        assertThat(service.update()).isInstanceOf(Outcome.Done.class);
        assertThat(cluster.writes()).isEmpty();
        finalizers(service, map);
    }

    @Test
    void afterTheCascadeClientsAreLetInAsBefore() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        Names names = service.names();
        JsonNode before = service.secret(names.clientSecret()).path("data");
        List<String> objects = service.objectNames();

        service.deleteService(DeletionPropagation.FOREGROUND);

        assertThat(service.objectNames()).isEqualTo(objects);
        assertThat(service.secret(names.clientSecret()).path("data")).isEqualTo(before);
        assertThat(TestCluster.credentialsOfServer(
                        service.secret(names.serverSecret()).path("data")))
                .isEqualTo(TestCluster.credentialsOfClient(before));
        assertThat(service.phase()).isEqualTo("Deleting");
    }

    /** Only the Lease is taken and given back: no event of a child or of the service comes of that. */
    @Test
    void comesToRest() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        service.deleteService(DeletionPropagation.FOREGROUND);
        service.updateWoken();
        cluster.writes();

        assertThat(service.updateWoken()).isInstanceOf(Outcome.Done.class);
        assertThat(cluster.writes()).extracting(LoggedRequest::resource).containsOnly("leases");
    }

    @Test
    void nothingIsMadeForAServiceThatAnotherIsLettingGo() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        service.deleteService(DeletionPropagation.BACKGROUND);
        service.live(ObjectKind.CONFIG_MAP, service.names().configMap()).ifPresent(cluster.cluster()::delete);
        ServiceLease leases = new ServiceLease(cluster.cluster(), Clock.systemUTC());

        try (ServiceLease.Held lease = leases.take(service.live().orElseThrow())) {
            lease.check();
            Assertions.assertThatThrownBy(service::update).isInstanceOf(LeaseTaken.class);
        }
        assertThat(service.live(ObjectKind.CONFIG_MAP, service.names().configMap()))
                .isEmpty();
    }

    /** Invariant 8, of the one that keeps it. */
    @Test
    void whoeverDiesAfterAnyRequestLeavesAServiceThatTheNextReconcileCompletes() {
        int deaths = 0;
        for (int requests = 1; ; requests++) {
            WatchedService service = WatchedService.create(cluster, "life-" + requests, GOOD);
            List<String> objects = service.objectNames();
            service.deleteService(DeletionPropagation.BACKGROUND);
            service.objects().stream()
                    .filter(object -> !ObjectRef.of(object).name().endsWith("-key"))
                    .forEach(object -> cluster.client().raw(ObjectRef.of(object).path(), "DELETE", null));
            boolean died = dies(new DyingCluster(cluster.client(), requests), service.names());

            Clock afterTheLease = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
            reconcile(cluster.cluster(), afterTheLease, service.names());
            assertThat(service.objectNames()).as("after %d requests", requests).isEqualTo(objects);
            if (!died) {
                break;
            }
            deaths++;
        }
        assertThat(deaths).isGreaterThan(15);
    }

    private static boolean dies(Cluster dying, Names names) {
        try {
            reconcile(dying, Clock.systemUTC(), names);
            return false;
        } catch (DyingCluster.Death death) {
            return true;
        }
    }

    private static Outcome reconcile(Cluster on, Clock clock, Names names) {
        TestBeans beans = TestBeans.of(on, clock);
        return beans.services()
                .with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> beans.keeper()
                        .reconcile(service));
    }

    private void finalizers(WatchedService service, String configMap, String... finalizers) {
        cluster.client()
                .configMaps()
                .inNamespace(service.names().namespace())
                .withName(configMap)
                .edit(map -> new ConfigMapBuilder(map)
                        .editMetadata()
                        .withFinalizers(finalizers)
                        .endMetadata()
                        .build());
    }

    private void foreground(WatchedService service) {
        cluster.client()
                .genericKubernetesResources(Kinds.API_VERSION, Kinds.SERVICE)
                .inNamespace(service.names().namespace())
                .withName("n")
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }
}
