package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second writer of the children, whose writes are put right: who it is remains known. */
class OtherWritersOnControlPlaneIT {

    private final TestCluster cluster = new TestCluster();
    private final TestBeans update = TestBeans.of(cluster.clusterOf("update"));
    private final Names names = cluster.names("orders");

    @BeforeEach
    void runs() {
        cluster.apply(cluster.service("orders", "{version: latest, persistence: {}}"));
        reconcile();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void numaflowsControllerIsNamedWithWhatItWroteAfterOneWrite() {
        write("numaflow", set -> set.withObject("/spec/template/spec").put("terminationGracePeriodSeconds", 120));
        write("numaflow", set -> set.withObject("/spec/persistentVolumeClaimRetentionPolicy")
                .put("whenDeleted", "Delete"));

        reconcile();

        assertThat(statefulSet()
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isEqualTo(150);
        assertThat(held())
                .contains(
                        "StatefulSet isbsvc-orders-js", "numaflow writes these objects too", "knative/manifests/fence");
        assertThat(cluster.events())
                .filteredOn(event -> event.contains("ChangesHeld"))
                .singleElement()
                .asString()
                .contains("numaflow writes these objects too");
        assertThat(service().at("/status/conditions"))
                .as("its Pipelines do not notice")
                .allMatch(condition -> !condition.path("status").asText().equals("False"));
    }

    @Test
    void anEditByAPersonIsPutRightWithoutAWarning() {
        write("kubectl-edit", set -> set.withObject("/spec/template/spec").put("terminationGracePeriodSeconds", 120));

        reconcile();

        assertThat(statefulSet()
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isEqualTo(150);
        assertThat(held()).isEmpty();
    }

    @Test
    void whoeverComesBackAgainAndAgainIsNamed() {
        for (int write = 0; write < 3; write++) {
            EncryptedServer.letTheSecondPass();
            int seconds = 100 + write;
            write("flux", set -> set.withObject("/spec/template/spec").put("terminationGracePeriodSeconds", seconds));
            assertThat(held()).isEmpty();
            reconcile();
        }

        assertThat(held()).contains("flux writes these objects too", "Have whoever runs flux leave them alone");
    }

    private void write(String manager, Consumer<ObjectNode> change) {
        ObjectNode set = statefulSet().deepCopy();
        change.accept(set);
        // The StatefulSet's controller writes its status at any time.
        set.withObject("/metadata").remove("resourceVersion");
        cluster.client().raw(ObjectRef.ofStatefulSet(names).path() + "?fieldManager=" + manager, "PUT", set.toString());
    }

    private JsonNode statefulSet() {
        return cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
    }

    private JsonNode service() {
        return cluster.live(ObjectKind.ISB_SERVICE, "orders");
    }

    private String held() {
        for (JsonNode condition : service().at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private void reconcile() {
        update.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), live -> {
            update.reconciler().reconcile(live);
            return new Outcome.Done("");
        });
    }
}
