package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.event.ReportedChange;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Most events about children are echoes of our own writes, and changes of a status: they cost nothing where the child is in the event, else a
 * read; drift costs a reconcile (invariant 1).
 */
class EchoesIT {

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");
    private final ObjectRef set = ObjectRef.ofStatefulSet(names);
    private final ObjectRef config = new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap());
    private final TestBeans beans = cluster.beans();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aChangedStatusCostsOneReadInTheProcessThatReconciled() {
        reconcile("{version: latest}");
        writeStatus();
        cluster.requests();

        assertThat(beans.children().areUnchanged(names, changed(set))).isTrue();
        assertThat(reads()).containsExactly("get statefulsets");
    }

    @Test
    void aChangedStatusCostsNothingWhereTheEventHasTheStatefulSet() {
        reconcile("{version: latest}");
        writeStatus();
        EventBatch echo = reported();
        ReconciledChildren asleep = asleep();
        cluster.requests();

        assertThat(beans.children().areUnchanged(names, echo)).isTrue();
        assertThat(reads()).isEmpty();
        assertThat(asleep.areUnchanged(names, echo)).isTrue();
        assertThat(reads()).as("in a process that has just started").containsExactly("get interstepbufferservices");
        assertThat(asleep.areUnchanged(names, echo)).isTrue();
        assertThat(reads()).as("the second time").isEmpty();
    }

    /** As a source writes it: with its fields in another order than the API server. */
    @Test
    void theOrderOfFieldsMakesNoDifference() throws JsonProcessingException {
        reconcile("{version: latest}");
        ObjectMapper sorted = new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
        Object fields = sorted.convertValue(live(), Object.class);
        EventBatch echo = reported(sorted.readTree(sorted.writeValueAsString(fields)));
        cluster.requests();

        assertThat(beans.children().areUnchanged(names, echo)).isTrue();
        assertThat(reads()).isEmpty();
    }

    /** It is how the StatefulSet was before, which is as it should be. */
    @Test
    void theDeletionOfAStatefulSetIsNoEcho() {
        reconcile("{version: latest}");
        ReportedChange change = ReportedChange.of(
                EventType.RESOURCE_DELETE, set, live().toString().getBytes(StandardCharsets.UTF_8));
        cluster.delete(live());

        assertThat(beans.children().areUnchanged(names, batch(EventType.RESOURCE_DELETE, set, change)))
                .isFalse();
    }

    @Test
    void anEchoOfOurOwnWriteCostsOneRead() {
        reconcile("{version: latest}");
        cluster.requests();

        assertThat(beans.children().areUnchanged(names, changed(config))).isTrue();
        assertThat(reads()).containsExactly("get configmaps");
    }

    @Test
    void aChangedStatusCostsAReadOfTheServiceTooInAProcessThatHasNotReconciledIt() {
        reconcile("{version: latest}");
        writeStatus();
        cluster.requests();

        ReconciledChildren asleep = asleep();
        assertThat(asleep.areUnchanged(names, changed(set))).isTrue();
        assertThat(reads()).containsExactly("get interstepbufferservices", "get statefulsets");
        assertThat(asleep.areUnchanged(names, changed(set))).isTrue();
        assertThat(reads()).as("the second time").containsExactly("get statefulsets");
    }

    static List<Arguments> drift() {
        return Stream.of(
                        drift("its replicas", child -> child.withObject("/spec").put("replicas", 5)),
                        drift("no readiness probe", child -> ((ObjectNode) child.at("/spec/template/spec/containers/0"))
                                .remove("readinessProbe")),
                        drift("no label", child -> child.withObject("/metadata/labels")
                                .remove(Labels.MANAGED_BY)),
                        drift("another label", child -> child.withObject("/metadata/labels")
                                .put(Labels.MANAGED_BY, "me")),
                        drift("no mark", child -> child.withObject("/metadata/annotations")
                                .remove(Annotations.RENDERED)),
                        drift("another mark", child -> child.withObject("/metadata/annotations")
                                .put(Annotations.RENDERED, "x")),
                        drift("no version of the renderer", child -> child.withObject("/metadata/annotations")
                                .remove(Annotations.RENDERER)),
                        drift("no record of the rendering", child -> child.withObject("/metadata/annotations")
                                .remove(Annotations.RENDERED_FROM)),
                        drift("no owner", child -> child.withObject("/metadata").remove("ownerReferences")))
                .toList();
    }

    private static Arguments drift(String what, Consumer<ObjectNode> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drift")
    void driftIsNoEchoWhicheverProcessReconciles(String what, Consumer<ObjectNode> change) {
        reconcile("{version: latest}");
        ReconciledChildren sawItUntouched = asleep();
        assertThat(sawItUntouched.areUnchanged(names, changed(set))).isTrue();
        // The controllers write its status meanwhile.
        await().ignoreException(KubernetesClientException.class).until(() -> written(change));

        for (EventBatch event : List.of(changed(set), reported())) {
            assertThat(beans.children().areUnchanged(names, event)).as(what).isFalse();
            assertThat(asleep().areUnchanged(names, event)).as(what).isFalse();
            assertThat(sawItUntouched.areUnchanged(names, event)).as(what).isFalse();
        }
    }

    @Test
    void aChildThatIsGoneIsNoEcho() {
        reconcile("{version: latest}");
        cluster.delete(cluster.live(ObjectKind.CONFIG_MAP, names.configMap()));

        assertThat(beans.children().areUnchanged(names, changed(config))).isFalse();
    }

    /** The Broker delivers its event again, which must not be taken for an echo of what it wrote before it failed. */
    @Test
    void nothingIsAnEchoAfterAReconcileThatFailed() {
        reconcile("{version: latest}");
        assertThat(beans.children().areUnchanged(names, changed(set))).isTrue();

        beans.children().begin(names);

        assertThat(beans.children().areUnchanged(names, changed(set))).isFalse();
    }

    /** What is held may be let go when the status of the StatefulSet changes. */
    @Test
    void nothingIsAnEchoWhileAChangeIsHeld() {
        reconcile("{version: latest, persistence: {volumeSize: 1Gi}}");
        ObjectNode smaller = cluster.live(ObjectKind.ISB_SERVICE, "n").deepCopy();
        smaller.withObject("/spec/jetstream").put("replicas", 1);
        cluster.replace(smaller);
        reconcile();

        assertThat(beans.children().areUnchanged(names, changed(set))).isFalse();
        assertThat(asleep().areUnchanged(names, changed(set))).isFalse();
    }

    /** `repair` sends an event because something other than the child has changed. */
    @Test
    void anEventThatAsksForAReconcileIsNoEcho() {
        reconcile("{version: latest}");
        cluster.requests();

        assertThat(beans.children()
                        .areUnchanged(names, new EventBatch(List.of(new Pointer(EventType.REF_UPDATE, set)))))
                .isFalse();
        assertThat(reads()).isEmpty();
    }

    private ReconciledChildren asleep() {
        return new ReconciledChildren(cluster.cluster());
    }

    private static EventBatch changed(ObjectRef child) {
        return batch(EventType.REF_UPDATE, child, ReportedChange.OF_REFERENCE);
    }

    /** The StatefulSet as it is, sent whole. */
    private EventBatch reported() {
        return reported(live());
    }

    private EventBatch reported(JsonNode statefulSet) {
        byte[] data = statefulSet.toString().getBytes(StandardCharsets.UTF_8);
        return batch(EventType.RESOURCE_UPDATE, set, ReportedChange.of(EventType.RESOURCE_UPDATE, set, data));
    }

    private JsonNode live() {
        return cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet());
    }

    private static EventBatch batch(EventType type, ObjectRef child, ReportedChange change) {
        return new EventBatch(List.of(new Pointer(type, child, Optional.empty(), Optional.of(change))));
    }

    private List<String> reads() {
        return cluster.requests().stream()
                .map((LoggedRequest request) -> request.verb() + " " + request.resource())
                .toList();
    }

    private void writeStatus() {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(names.namespace())
                .withName(names.statefulSet())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"conditions\": [{\"type\": \"Seen\", \"status\": \"True\"}]}}");
    }

    private boolean written(Consumer<ObjectNode> change) {
        ObjectNode drifted =
                cluster.live(ObjectKind.STATEFUL_SET, names.statefulSet()).deepCopy();
        change.accept(drifted);
        return cluster.client()
                        .resource(drifted.toString())
                        .inNamespace(names.namespace())
                        .update()
                != null;
    }

    private void reconcile(String jetstream) {
        cluster.apply(cluster.service("n", jetstream));
        reconcile();
    }

    private void reconcile() {
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("reconciled");
        });
    }
}
