package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A service whose spec, or whose controller's configuration, is refused is kept as it was, whatever is done to its children; by the
 * function's own rights on a real API server with its controllers running (invariants 2 and 6).
 */
class KeptAsRenderedOnControlPlaneIT {

    private final KeptService service = new KeptService(
            "{version: latest, replicas: 3, persistence: {volumeSize: 3Gi}, settings: 'max_payload: 2097152'}");
    private final TestCluster cluster = service.cluster;

    @AfterEach
    void close() {
        cluster.client()
                .configMaps()
                .inNamespace(TestCluster.CONTROLLER)
                .withName("numaflow-controller-config")
                .delete();
        service.close();
    }

    @Test
    void eachChildComesBackWhileTheSpecIsRefused() {
        Map<String, JsonNode> before = service.contents();
        refuseTheSpec();

        for (ObjectRef child : service.children()) {
            service.delete(child);
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("repair after %s went", child)
                    .isNotEmpty();
            assertThat(service.reconcile().extent()).as("%s", child).isEqualTo(Extent.CHILDREN);
            assertThat(service.contents()).as("%s", child).isEqualTo(before);
            assertThat(service.reconcile().extent()).as("%s, once more", child).isEqualTo(Extent.NOTHING);
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("repair after %s came back", child)
                    .isEmpty();
        }
        assertThat(service.held()).contains("the service runs on as it was").contains("replicas");
        assertThat(service.events("Updated")).hasSize(service.children().size());
    }

    @Test
    void whatSomebodyChangesOfAChildIsPutRightWhileTheSpecIsRefused() {
        Map<String, JsonNode> before = service.contents();
        refuseTheSpec();

        service.edit(service.configMap(), live -> live.withObject("/data").put("nats-js", "port: 1"));
        service.edit(ObjectRef.ofStatefulSet(service.names), live -> live.withObject("/spec")
                .put("replicas", 1));
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        assertThat(service.reconcile().extent()).isEqualTo(Extent.CHILDREN);

        assertThat(service.contents()).isEqualTo(before);
        assertThat(service.events("Updated"))
                .singleElement()
                .asString()
                .contains("data.nats-js")
                .contains("spec.replicas");
    }

    @Test
    void anEditOfTheRecordItselfIsPutRightFromTheOtherOne() {
        Map<String, JsonNode> before = service.contents();
        refuseTheSpec();
        service.edit(service.configMap(), live -> live.withObject("/metadata/annotations")
                .put(
                        Annotations.RENDERED_FROM,
                        ObjectMetas.annotation(live, Annotations.RENDERED_FROM).replace("2097152", "1048576")));

        service.reconcile();

        assertThat(service.contents()).isEqualTo(before);
    }

    /** As of a service that was taken over from another controller with a spec that we refuse: nobody can render its ConfigMap. */
    @Test
    void withoutARecordTheStatusSaysThatChildrenAreNotRepairedUntilTheSpecIsValid() {
        Map<String, JsonNode> before = service.contents();
        service.removeRecords();
        refuseTheSpec();
        assertNotRepaired();

        service.delete(service.configMap());
        assertThat(service.reconcile().extent()).isEqualTo(Extent.NOTHING);

        assertNotRepaired();
        assertThat(cluster.cluster().get(service.configMap())).isEmpty();
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();

        service.edit(
                ObjectRef.of(service.names),
                live -> live.withObject("/spec/jetstream").put("replicas", 3).put("settings", "max_payload: 2097152"));
        service.reconcile();
        assertThat(service.contents().keySet()).isEqualTo(before.keySet());
        assertThat(service.held()).isEmpty();
    }

    /** One of the two records is enough: then nothing but the truth is that it runs on as it was. */
    @Test
    void theStatusFollowsTheRecordThatIsLeft() {
        refuseTheSpec();
        service.removeRecords();
        service.reconcile();
        assertNotRepaired();

        // Somebody restores what a backup has of one of them.
        service.edit(service.configMap(), live -> live.withObject("/metadata/annotations")
                .put(Annotations.RENDERED_FROM, service.record()));
        service.reconcile();

        assertThat(service.held()).contains("the service runs on as it was").doesNotContain("not repaired");
    }

    /** Nobody but the user can remove the mark: `update` is not called for it again and again. */
    @Test
    void aFalseMarkOfAGenerationIsReportedOnceWhetherTheSpecIsRefusedOrNot() {
        for (boolean refused : List.of(false, true)) {
            if (refused) {
                refuseTheSpec();
            }
            service.edit(service.configMap(), live -> live.withObject("/metadata/annotations")
                    .put(Annotations.GENERATION, "99"));
            service.reconcile();

            assertThat(service.held()).as("refused: %s", refused).contains("a child says that it was made for a newer");
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("refused: %s", refused)
                    .isEmpty();

            service.edit(service.configMap(), live -> live.withObject("/metadata/annotations")
                    .remove(List.of(Annotations.GENERATION, Annotations.RENDERER)));
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("refused: %s", refused)
                    .isNotEmpty();
            service.reconcile();
            assertThat(service.held()).doesNotContain("a child says");
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("refused: %s", refused)
                    .isEmpty();
        }
    }

    @Test
    void anAnnotationOfTheUsersIsNoReasonToRecordAgainThatTheSpecIsRefused() {
        service.removeRecords();
        refuseTheSpec();
        Map<String, Integer> before = service.counts("InvalidSpec");
        assertThat(before).isNotEmpty();

        service.edit(ObjectRef.of(service.names), live -> live.withObject("/metadata/annotations")
                .put(Annotations.APPROVE, "something"));
        assertThat(service.reconcile().extent()).isEqualTo(Extent.NOTHING);

        assertThat(service.counts("InvalidSpec")).isEqualTo(before);
    }

    private void assertNotRepaired() {
        assertThat(service.held())
                .contains("are not repaired (there is no record of their last rendering, so a valid spec is needed)")
                .contains("replicas")
                .doesNotContain("as it was");
        assertThat(service.events("InvalidSpec"))
                .anySatisfy(message ->
                        assertThat(message).contains("are not repaired").contains("replicas"));
        assertThat(cluster.live(ObjectKind.ISB_SERVICE, "n").at("/status/conditions"))
                .noneSatisfy(condition ->
                        assertThat(condition.path("status").asText()).isEqualTo("False"));
    }

    @Test
    void whileTheControllersConfigurationIsUnreadableChildrenComeBackAndNoStatusIsBlamed() {
        Map<String, JsonNode> before = service.contents();
        cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: numaflow-controller-config, namespace: %s}
                data: {controller-config.yaml: "isbsvc: {jetstream: {versions: [nonsense"}
                """
                        .formatted(TestCluster.CONTROLLER));
        JsonNode status = cluster.live(ObjectKind.ISB_SERVICE, "n").path("status");

        service.delete(service.configMap());
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        assertThat(service.reconcile().extent()).isEqualTo(Extent.CHILDREN);

        assertThat(service.contents()).isEqualTo(before);
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
        assertThat(cluster.live(ObjectKind.ISB_SERVICE, "n").path("status")).isEqualTo(status);
    }

    /** Its users run on. */
    @Test
    void repairFindsWhatWasChangedOfAServiceWhoseDeletionIsRefused() {
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: user, namespace: %s}
                spec: {interStepBufferServiceName: n, vertices: [], edges: []}
                """
                        .formatted(cluster.namespace()));
        cluster.cluster().delete(cluster.live(ObjectKind.ISB_SERVICE, "n"));
        service.update.keeper().reconcile(service.live());
        TestBeans.of(cluster.clusterOf("deletion")).deletion().reconcile(service.live());
        service.update.keeper().reconcile(service.live());
        Map<String, JsonNode> before = service.contents();
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();

        service.edit(service.configMap(), live -> live.withObject("/data").put("nats-js", "port: 1"));
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        service.update.keeper().reconcile(service.live());

        assertThat(service.contents()).isEqualTo(before);
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
    }

    private void refuseTheSpec() {
        service.edit(ObjectRef.of(service.names), live -> {
            live.withObject("/spec/jetstream").put("replicas", 2);
            live.withObject("/spec/jetstream").put("settings", "max_payload: 4194304");
        });
        service.reconcile();
        assertThat(service.held()).contains("replicas");
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
    }
}
