package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a plan announces of services that are new, or were edited by hand; of what is changed, see {@link PlannedWritesIT}. */
class PreviewInspectorIT {

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    @BeforeEach
    void runs() {
        cluster.apply(cluster.service("n", "{version: latest, persistence: {volumeSize: 3Gi}}"));
        reconcile();
        cluster.writes();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void announcesEveryObjectOfANewService() {
        JsonNode manifest = TestCluster.tree(cluster.service("m", "{version: latest}"));

        assertThat(inspector()
                        .preview(manifest, ControllerConfig.builtIn())
                        .value()
                        .writes())
                .extracting(ChangePreview.Write::verb)
                .containsExactly("create", "create", "create", "create");
    }

    @Test
    void announcesTheRepairOfWhatWasEditedByHand() {
        ObjectNode map = cluster.live(ObjectKind.CONFIG_MAP, names.configMap()).deepCopy();
        map.withObject("/data").put("added", "by hand");
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + cluster.namespace() + "/configmaps/" + names.configMap()
                                + "?fieldManager=somebody",
                        "PUT",
                        map.toString());

        assertThat(inspector()
                        .preview(cluster.live(ObjectKind.ISB_SERVICE, "n"), ControllerConfig.builtIn())
                        .value()
                        .rows())
                .extracting(ChangePreview.Row::field)
                .containsExactly("ConfigMap " + names.configMap() + ": data.added");
    }

    private PreviewInspector inspector() {
        return new PreviewInspector(cluster.cluster(), cluster.beans().planning());
    }

    private void reconcile() {
        TestBeans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("");
        });
    }
}
