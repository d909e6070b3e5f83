package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a paused service nothing but the status is written, and when it goes on, everything about it is looked at again. */
class PausedServiceIT {

    private static final String GOOD = "{version: latest, persistence: {volumeSize: 1Gi}}";

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void itsDeletionWaitsWithEverythingInPlaceAndSaysWhy() {
        WatchedService service = unused();
        List<String> objects = service.objectNames();
        pause(service);
        cluster.writes();

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.objectNames()).isEqualTo(objects);
        assertThat(service.live())
                .hasValueSatisfying(live -> assertThat(ObjectMetas.hasFinalizer(live, Kinds.FINALIZER))
                        .isTrue());
        assertThat(service.phase()).isEqualTo("Deleting");
        assertThat(service.message()).contains("the deletion waits").contains(Annotations.PAUSED);
        assertThat(writesButDeletion()).isSubsetOf("update interstepbufferservices status");
        service.updateWoken();
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void itsDeletionGoesOnWhenItGoesOn() {
        WatchedService service = unused();
        pause(service);
        service.deleteService(DeletionPropagation.BACKGROUND);
        assertThat(service.live()).isPresent();

        service.annotate(Annotations.PAUSED, "false");
        service.updateWoken();

        assertThat(service.live()).isEmpty();
        // A claim goes when its protection has seen that no pod has it.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(service.objectNames()).isEmpty());
    }

    @Test
    void whatACascadeRemovesOfItComesBackWhenItGoesOn() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        service.awaitClaims();
        List<String> objects = service.objectNames();
        pause(service);

        service.deleteService(DeletionPropagation.FOREGROUND);
        assertThat(service.objectNames()).hasSizeLessThan(objects.size());
        assertThat(service.message()).contains(Annotations.PAUSED);

        service.annotate(Annotations.PAUSED, "false");
        assertThat(service.updateWoken()).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.REPLAYED));
        assertThat(service.objectNames()).isEqualTo(objects);
        assertThat(service.message()).contains("it is in use by").doesNotContain(Annotations.PAUSED);
    }

    @Test
    void whenItGoesOnEverybodyWhoLeftItAloneIsCalled() {
        WatchedService service = unused();
        pause(service);
        service.updateWoken();

        service.annotate(Annotations.PAUSED, "false");

        assertThat(service.update()).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.REPLAYED));
        assertThat(service.update()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aChangeOfEncryptionIsRefusedOnlyWhenItGoesOn() {
        WatchedService service = unused();
        ObjectNode changed = service.live().orElseThrow().deepCopy();
        changed.withObject("/spec/jetstream").put("encryption", true);
        changed.withObject("/metadata/annotations").put(Annotations.PAUSED, "true");
        cluster.cluster().replace(changed);
        service.updateWoken();
        cluster.writes();

        assertThat(guarded(service)).isInstanceOf(Outcome.Ignored.class);
        assertThat(cluster.writes()).isEmpty();

        service.annotate(Annotations.PAUSED, "false");
        service.updateWoken();
        assertThat(guarded(service)).isInstanceOf(Outcome.Reply.class);
    }

    @Test
    void noEventIsMadeAboutIt() {
        WatchedService service = unused();
        pause(service);
        JsonNode live = service.live().orElseThrow();
        cluster.writes();

        cluster.beans().recorder().record(live, new EventMessage(Reason.DEGRADED, "a node is missing"));

        assertThat(cluster.writes()).isEmpty();
    }

    private WatchedService unused() {
        WatchedService service = WatchedService.create(cluster, "one", GOOD);
        service.awaitClaims();
        service.deletePipelines();
        return service;
    }

    private static void pause(WatchedService service) {
        service.annotate(Annotations.PAUSED, "true");
    }

    private Outcome guarded(WatchedService service) {
        TestBeans beans = cluster.beans();
        return beans.services()
                .with(
                        new Pointer(EventType.ENCRYPTION_CHANGE, ObjectRef.of(service.names())),
                        beans.guard()::reconcile);
    }

    private List<String> writesButDeletion() {
        return cluster.writes().stream()
                .map(write -> write.verb() + " " + write.resource() + " " + write.subresource())
                .filter(write -> !write.equals("delete interstepbufferservices "))
                .distinct()
                .toList();
    }
}
