package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A spec that our rules take and the API server refuses, as the trial of the StatefulSet shows: while the refusal stands, children are
 * repaired as they were rendered last, and it is reported (invariants 2 and 6).
 */
class RefusedByApiServerOnControlPlaneIT {

    private final KeptService service = new KeptService(
            "{version: latest, replicas: 3, persistence: {volumeSize: 3Gi}, settings: 'max_payload: 2097152'}");
    private final Map<String, JsonNode> before = service.contents();

    @BeforeEach
    void askForWhatTheApiServerRefuses() {
        service.edit(ObjectRef.of(service.names), live -> live.withObject("/spec/jetstream")
                .put("settings", "max_payload: 4194304")
                .withObject("/nodeSelector")
                .put("a b", "c"));
        assertThat(service.reconcile().extent()).isEqualTo(Extent.NOTHING);
        assertRefusalStands();
        assertThat(service.contents()).isEqualTo(before);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aDriftedChildIsRepairedAsItWasRenderedLastAndReported() {
        service.edit(service.configMap(), live -> live.withObject("/data").put("nats-js", "port: 1"));
        service.edit(ObjectRef.ofStatefulSet(service.names), live -> live.withObject("/spec/template/spec")
                .put("terminationGracePeriodSeconds", 1));
        assertThat(FoundByRepair.ofChildren(service.cluster)).isNotEmpty();

        assertThat(service.reconcile().extent()).isEqualTo(Extent.CHILDREN);

        assertThat(service.contents()).isEqualTo(before);
        assertThat(service.events("Updated"))
                .singleElement()
                .asString()
                .contains("data.nats-js")
                .contains("terminationGracePeriodSeconds");
        assertRefusalStands();
        assertThat(service.reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    @Test
    void eachDeletedChildComesBackAsItWasRenderedLast() {
        for (ObjectRef child : service.children()) {
            service.delete(child);

            assertThat(service.reconcile().extent()).as("%s", child).isEqualTo(Extent.CHILDREN);

            assertThat(service.contents()).as("%s", child).isEqualTo(before);
            assertRefusalStands();
            assertThat(service.reconcile().extent()).as("%s, once more", child).isEqualTo(Extent.NOTHING);
        }
        assertThat(service.events("Updated")).hasSize(service.children().size());
    }

    @Test
    void withoutARecordTheStatusSaysThatChildrenAreNotRepaired() {
        service.removeRecords();
        service.delete(service.configMap());

        assertThat(service.reconcile().extent()).isEqualTo(Extent.NOTHING);

        assertRefusalStands();
        assertThat(service.held()).contains("are not repaired (there is no record of their last rendering");
        assertThat(service.cluster.cluster().get(service.configMap())).isEmpty();
    }

    /** Once the spec is good again, it is carried out. */
    @Test
    void theNextGoodSpecIsCarriedOut() {
        service.delete(ObjectRef.ofStatefulSet(service.names));
        service.reconcile();
        service.edit(
                ObjectRef.of(service.names), live -> ((ObjectNode) live.at("/spec/jetstream")).remove("nodeSelector"));

        service.reconcile();

        assertThat(service.cluster
                        .live(ObjectKind.CONFIG_MAP, service.names.configMap())
                        .at("/data/nats-js")
                        .asText())
                .contains("4194304");
        assertThat(conditions().toString()).doesNotContain("nodeSelector");
    }

    private JsonNode conditions() {
        return service.cluster.live(ObjectKind.ISB_SERVICE, "n").at("/status/conditions");
    }

    /** It is told with the user's path, and no condition is False: the service serves as before. */
    private void assertRefusalStands() {
        assertThat(conditions())
                .anySatisfy(condition ->
                        assertThat(condition.path("message").asText()).contains("spec.jetstream.nodeSelector"))
                .noneSatisfy(condition ->
                        assertThat(condition.path("status").asText()).isEqualTo("False"));
    }
}
