package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reconciler asks of the API server, counted there. */
class ReconcilerRequestsIT {

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void makesEverythingOfANewServiceInOrder() {
        create("{version: latest}");

        assertThat(cluster.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.subresource())
                .containsExactly(
                        "update interstepbufferservices ",
                        "create secrets ",
                        "create secrets ",
                        "create secrets ",
                        "create configmaps ",
                        "create services ",
                        "create poddisruptionbudgets ",
                        "create statefulsets ",
                        "create events ",
                        "create events ",
                        "update interstepbufferservices status");
    }

    @Test
    void writesNothingWhenEverythingIsAsItShouldBe() {
        create("{version: latest}");
        cluster.writes();

        assertThat(reconcile().message()).isEqualTo("nothing to write");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void writesNothingForTheOnlyPodOfAServiceWithoutPersistence() {
        create("{version: latest, replicas: 1}");
        cluster.writes();

        assertThat(reconcile().message()).isEqualTo("nothing to write");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void triesTheStatefulSetOnlyWhereItWouldBeWritten() {
        cluster.apply(cluster.service("n", "{version: latest, persistence: {}}"));
        cluster.requests();

        reconcile();
        assertThat(trials()).containsExactly("create statefulsets 201");
        reconcile();
        assertThat(trials()).isEmpty();

        change("settings", "max_payload: 2MB");
        reconcile();
        assertThat(trials()).as("the ConfigMap alone changes").isEmpty();
        change("priorityClassName", "high");
        reconcile();
        assertThat(trials()).containsExactly("update statefulsets 200");
    }

    private List<String> trials() {
        return cluster.requests().stream()
                .filter(LoggedRequest::dryRun)
                .map(request -> request.verb() + " " + request.resource() + " " + request.status())
                .toList();
    }

    private void change(String field, String value) {
        ObjectNode changed = cluster.live(ObjectKind.ISB_SERVICE, "n").deepCopy();
        changed.withObject("/spec/jetstream").put(field, value);
        cluster.cluster().replace(changed);
    }

    @Test
    void makesNoChildOfARefusedService() {
        create("{version: latest, replicas: 4}");

        assertThat(cluster.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.subresource())
                .containsExactly("create events ", "update interstepbufferservices status");
        reconcile();
        assertThat(cluster.writes()).isEmpty();
    }

    private void create(String jetstream) {
        cluster.apply(cluster.service("n", jetstream));
        cluster.writes();
        reconcile();
    }

    private Outcome reconcile() {
        TestBeans beans = cluster.beans();
        return beans.services()
                .with(
                        new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)),
                        service -> beans.reconciler().reconcile(service).asCreation(service.ref()));
    }
}
