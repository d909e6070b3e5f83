package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceReconcilerIT {

    private static final String OURS = "app.kubernetes.io/component=isbsvc";
    private static final String GOOD = "{version: latest, persistence: {volumeSize: 3Gi}}";

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void refusesWithEveryViolationAndMakesNoChild() {
        cluster.apply(cluster.service("n", "{version: latest, replicas: 4, settings: 'max_payload: lots'}"));

        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);

        assertThat(cluster.cluster().list(ObjectKind.SECRET, cluster.namespace(), OURS))
                .isEmpty();
        assertThat(cluster.cluster().list(ObjectKind.CONFIG_MAP, cluster.namespace(), OURS))
                .isEmpty();
        assertThat(status().phase()).isEqualTo("Failed");
        assertThat(status().condition(ConditionType.CONFIGURED).orElseThrow().message())
                .contains("spec.jetstream.replicas")
                .contains("max_payload");
        assertThat(events("InvalidSpec"))
                .singleElement()
                .asString()
                .contains("spec.jetstream.replicas")
                .contains("max_payload");
    }

    @Test
    void holdsAnInvalidNewSpecOfARunningServiceWithoutTouchingIt() {
        running();
        changeService(spec -> spec.put("replicas", 4));
        String before = version(ObjectKind.CONFIG_MAP, names.configMap());

        reconcile();

        assertThat(version(ObjectKind.CONFIG_MAP, names.configMap())).isEqualTo(before);
        assertThat(status().conditions()).noneMatch(condition -> condition.isFalse());
        assertThat(status().condition(ConditionType.CHANGES_HELD).orElseThrow().message())
                .contains("spec.jetstream.replicas");
    }

    @Test
    void repairsAChildThatWasEditedByHand() {
        running();
        JsonNode rendered = cluster.live(ObjectKind.CONFIG_MAP, names.configMap());
        edit(ObjectKind.CONFIG_MAP, names.configMap(), map -> map.withObject("data")
                .put("nats-js", "port: 1"));

        Reconciled repaired = reconcile();

        assertThat(repaired.extent()).isEqualTo(Extent.CHILDREN);
        assertThat(repaired.message()).contains("ConfigMap isbsvc-n-js-config put right: data.nats-js");
        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap()).path("data"))
                .isEqualTo(rendered.path("data"));
        assertThat(events("Updated")).hasSize(1);
    }

    /** A StatefulSet that was scaled down by hand is no smaller service: its servers would start on their own. */
    @Test
    void scalesBackWhatWasScaledDownByHand() {
        running();
        JsonNode config = cluster.live(ObjectKind.CONFIG_MAP, names.configMap());
        edit(ObjectKind.STATEFUL_SET, names.statefulSet(), set -> set.withObject("spec")
                .put("replicas", 1));

        reconcile();

        assertThat(cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet())
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap()).path("data"))
                .isEqualTo(config.path("data"));
    }

    /** Invariant 7: one edited annotation never switches encryption off. */
    @Test
    void keepsEncryptionWhenOneOfItsMarksIsEdited() {
        cluster.apply(cluster.service("n", "{version: latest, encryption: true}"));
        reconcile();
        edit(ObjectKind.STATEFUL_SET, names.statefulSet(), set -> set.withObject("metadata")
                .withObject("annotations")
                .put(Annotations.ENCRYPTION, "false"));

        reconcile();

        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap())
                        .at("/data/nats-js")
                        .asText())
                .contains("$JS_KEY");
        assertThat(ObjectMetas.annotation(
                        cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet()), Annotations.ENCRYPTION))
                .isEqualTo("true");
    }

    @Test
    void reportsOfAChildThatClaimsToBeNewerThanItsService() {
        running();
        edit(ObjectKind.CONFIG_MAP, names.configMap(), map -> map.withObject("metadata")
                .withObject("annotations")
                .put(Annotations.GENERATION, "99"));

        reconcile();

        assertThat(status().condition(ConditionType.CHANGES_HELD).orElseThrow().message())
                .contains(Annotations.GENERATION);
        assertThat(status().conditions()).noneMatch(condition -> condition.isFalse());
    }

    @Test
    void makesAChildThatWasRemovedAgain() {
        running();
        cluster.cluster().delete(cluster.live(ObjectKind.SERVICE, names.headlessService()));

        assertThat(reconcile().message()).isEqualTo("Service isbsvc-n-js-svc made");
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    @Test
    void holdsAChangeOfEncryptionAndAppliesTheRestOfTheSameChange() {
        running();
        changeService(spec -> {
            spec.put("encryption", true);
            spec.putObject("nodeSelector").put("disk", "fast");
        });

        Reconciled changed = reconcile();

        assertThat(changed.holdsEncryption()).isTrue();
        JsonNode set = cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
        assertThat(set.at("/spec/template/spec/nodeSelector/disk").asText()).isEqualTo("fast");
        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap())
                        .at("/data/nats-js")
                        .asText())
                .doesNotContain("JS_KEY");
        assertThat(status().condition(ConditionType.CHANGES_HELD).orElseThrow().message())
                .contains("spec.jetstream.encryption");
        assertThat(status().conditions()).noneMatch(condition -> condition.isFalse());
        assertThat(events("ChangesHeld")).hasSize(1);
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    @Test
    void removesAFieldThatIsWantedNoLonger() {
        cluster.apply(cluster.service("n", "{version: latest, persistence: {}, nodeSelector: {disk: fast}}"));
        reconcile();
        changeService(spec -> spec.remove("nodeSelector"));

        reconcile();

        assertThat(cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet())
                        .at("/spec/template/spec/nodeSelector")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void keepsThePodOfAServiceWhoseOnlyMessagesItHolds() {
        cluster.apply(cluster.service("n", "{version: latest, replicas: 1}"));
        reconcile();
        JsonNode before = cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
        changeService(spec -> spec.putObject("nodeSelector").put("disk", "fast"));

        reconcile();

        assertThat(cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet()).at("/spec/template"))
                .isEqualTo(before.at("/spec/template"));
        assertThat(status().condition(ConditionType.CHANGES_HELD).orElseThrow().message())
                .contains("pod template");
        changeService(spec -> spec.remove("nodeSelector"));
        reconcile();
        assertThat(status().condition(ConditionType.CHANGES_HELD)).isEmpty();
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    @Test
    void givesWayToTheBudgetOfTheUserAndComesBack() {
        running();
        cluster.apply(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: theirs, namespace: %s}
                spec:
                  minAvailable: 2
                  selector: {matchExpressions: [{key: numaflow.numaproj.io/isbsvc-name, operator: In, values: [n]}]}
                """
                        .formatted(cluster.namespace()));

        reconcile();
        assertThat(budget()).isEmpty();
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);

        cluster.client()
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(cluster.namespace())
                .withName("theirs")
                .delete();
        reconcile();
        assertThat(budget()).isPresent();
    }

    @Test
    void neverTakesAnObjectOfSomebodyElse() {
        cluster.apply(cluster.service("n", GOOD));
        JsonNode theirs = cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + names.configMap()
                + ", namespace: " + cluster.namespace() + "}, data: {a: b}}");

        reconcile();

        assertThat(cluster.live(ObjectKind.CONFIG_MAP, names.configMap())).isEqualTo(theirs);
        assertThat(cluster.cluster()
                        .get(new ObjectRef(ObjectKind.STATEFUL_SET, cluster.namespace(), names.statefulSet())))
                .isEmpty();
        assertThat(status().phase()).isEqualTo("Failed");
        assertThat(events("DeployFailed")).singleElement().asString().contains(names.configMap());
    }

    @Test
    void keepsThePartitionThatStandsThere() {
        running();
        edit(ObjectKind.STATEFUL_SET, names.statefulSet(), set -> set.withObject("/spec/updateStrategy/rollingUpdate")
                .put("partition", 2));
        changeService(spec -> spec.putObject("nodeSelector").put("disk", "fast"));

        reconcile();

        JsonNode set = cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
        assertThat(set.at("/spec/updateStrategy/rollingUpdate/partition").asInt())
                .isEqualTo(2);
        assertThat(set.at("/spec/template/spec/nodeSelector/disk").asText()).isEqualTo("fast");
    }

    @Test
    void recordsWhichAnnotationsWereObserved() {
        running();
        edit(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata/annotations")
                .put("isbsvc.numaflow.numaproj.io/approve", "x"));

        assertThat(reconcile().extent()).isEqualTo(Extent.STATUS);
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    private void running() {
        cluster.apply(cluster.service("n", GOOD));
        assertThat(reconcile().extent()).isEqualTo(Extent.SERVERS);
        assertThat(reconcile().extent()).isEqualTo(Extent.NOTHING);
    }

    private String version(ObjectKind kind, String name) {
        return cluster.live(kind, name).at("/metadata/resourceVersion").asText();
    }

    private Optional<JsonNode> budget() {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, cluster.namespace(), names.podDisruptionBudget()));
    }

    private ServiceStatus status() {
        return StrictReader.withoutSpec(cluster.live(ObjectKind.ISB_SERVICE, "n"))
                .status();
    }

    private List<String> events(String reason) {
        List<String> messages = new ArrayList<>();
        for (JsonNode event : cluster.cluster().list(ObjectKind.EVENT, cluster.namespace())) {
            if (event.path("reason").asText().equals(reason)) {
                messages.add(event.path("message").asText());
            }
        }
        return messages;
    }

    private void changeService(Consumer<ObjectNode> change) {
        edit(ObjectKind.ISB_SERVICE, "n", service -> change.accept(service.withObject("/spec/jetstream")));
    }

    /** As often as a controller is faster. */
    private void edit(ObjectKind kind, String name, Consumer<ObjectNode> change) {
        await().until(() -> {
            ObjectNode object = cluster.live(kind, name).deepCopy();
            change.accept(object);
            return cluster.cluster().replace(object) instanceof WriteResult.Done;
        });
    }

    private Reconciled reconcile() {
        TestBeans beans = cluster.beans();
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            reconciled.add(beans.reconciler().reconcile(service));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
