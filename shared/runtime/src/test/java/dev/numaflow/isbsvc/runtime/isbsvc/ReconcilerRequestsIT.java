package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Certificates cost an event nothing where nothing is due: `repair` sees in metadata when something is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksForNothingMoreBecauseOfCertificatesAtRest(boolean tls) {
        create("{version: latest, tls: " + tls + "}");
        update(ObjectKind.SECRET, names.serverSecret(), true);

        List<String> alone = update(ObjectKind.CONFIG_MAP, names.configMap(), false);

        assertThat(update(ObjectKind.CONFIG_MAP, names.configMap(), true)).isEqualTo(alone);
        assertThat(update(ObjectKind.SECRET, names.serverSecret(), true)).hasSizeGreaterThan(alone.size());
    }

    private List<String> update(ObjectKind kind, String name, boolean isStepped) {
        TestBeans beans = cluster.beans();
        Pointer event = new Pointer(
                EventType.REF_UPDATE, new ObjectRef(kind, names.namespace(), name), Optional.of(Instant.now()));
        cluster.requests();
        beans.services().evenUnconfigured(event, live -> {
            if (isStepped) {
                return beans.stepped().reconcile(live, new EventBatch(List.of(event)));
            }
            return beans.reconciler().reconcile(live).asCreation(live.ref());
        });
        return cluster.requests().stream()
                .map(request -> request.verb() + " " + request.resource() + " " + request.name())
                .toList();
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
