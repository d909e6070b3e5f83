package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Volumes that grow under the real controllers of StatefulSets, volumes and garbage, and with the rights of `update`: no pod is touched
 * (invariants 1, 8, 11 and 13). The test writes what a CSI driver's resizer writes.
 */
class VolumeGrowthOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(30);
    private static final int NODES = 3;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private ResizedVolumes volumes;
    private int deaths;
    private long minutes = 2;

    /** @param more fields of the spec, beginning with a comma */
    private void start(boolean expandable, String more) {
        names = new Names(cluster.newNamespace("grow"), "n");
        volumes = new ResizedVolumes(cluster, names);
        volumes.allowExpansion(expandable);
        service = WatchedService.createIn(cluster, names.namespace(), spec("1Gi", more));
        service.awaitClaims();
        volumes.bind(NODES, "1Gi");
        await().until(() -> pods().size() == NODES && isObserved());
    }

    private String spec(String size, String more) {
        return "{version: latest, replicas: 3, persistence: {storageClassName: " + volumes.storageClass()
                + ", volumeSize: " + size + "}" + more + "}";
    }

    @AfterEach
    void close() {
        if (volumes != null) {
            volumes.close();
        }
        cluster.close();
    }

    /** Every other run dies after some request, and the resizer is slow in its own way at each claim. */
    @Test
    void growsClaimByClaimAndKeepsEveryPodItsRevisionAndItsHistory() {
        start(true, "");
        Map<String, String> before = pods();
        String revision = revision();
        String uid = statefulSet().at("/metadata/uid").asText();

        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        takeStepsUntil(() -> volumes.requested(0).equals("2Gi"));
        await().until(() -> {
            wake();
            return service.message().contains("step 1 of 4: claim " + volumes.claim(0) + " has 1Gi of 2Gi, waits for");
        });
        assertThat(volumes.requested(1)).isEqualTo("1Gi");
        volumes.waitForFileSystem(0);
        wake();
        assertThat(service.message()).contains("waits for the file system");
        assertThat(foundByRepair()).anyMatch(missed -> missed.contains("is in steps"));
        volumes.resize(0);
        takeStepsUntil(() -> volumes.requested(1).equals("2Gi"));
        volumes.resize(1);
        takeStepsUntil(() -> volumes.requested(2).equals("2Gi"));
        assertThat(size()).isEqualTo("1Gi");
        volumes.resize(2);
        takeStepsUntil(() -> size().equals("2Gi") && !isPending() && !hasRecord());

        await().until(() ->
                isObserved() && statefulSet().at("/status/updatedReplicas").asInt() == NODES);
        assertThat(statefulSet().at("/metadata/uid").asText()).isNotEqualTo(uid);
        assertThat(pods()).isEqualTo(before);
        assertThat(revision()).isEqualTo(revision);
        assertThat(ownersOf(ObjectKind.POD))
                .containsOnly(statefulSet().at("/metadata/uid").asText());
        assertThat(events())
                .anyMatch(event -> event.startsWith("StepTaken: step 4 of 4: the StatefulSet is created again"))
                .anyMatch(event -> event.startsWith("StepsFinished: every claim has 2Gi"));
        assertThat(foundByRepair()).isEmpty();
        cluster.writes();
        service.update();
        assertThat(cluster.writes()).as("at rest").isEmpty();
    }

    /** However far it came: without the StatefulSet, the next run finds how the service runs. */
    @Test
    void whoeverDiesWhileTheStatefulSetIsCreatedAgainEndsInTheSameState() {
        start(true, ", startArgs: [-DV]");
        Map<String, String> before = pods();
        String revision = revision();
        int ends = 0;
        for (int writes = 0; ; writes++) {
            String size = (writes + 2) + "Gi";
            change(spec -> spec.withObject("/persistence").put("volumeSize", size));
            for (int node = 0; node < NODES; node++) {
                // By hand, so that only the StatefulSet is left to do.
                volumes.ask(node, size);
                volumes.resize(node);
            }
            boolean died = dies(DyingCluster.afterWrite(cluster.clientOf("update"), writes));
            await().until(() -> {
                wake();
                return size().equals(size) && !isPending() && !hasRecord();
            });
            await().until(this::isObserved);
            assertThat(pods()).as("after %d writes", writes).isEqualTo(before);
            assertThat(revision()).as("after %d writes", writes).isEqualTo(revision);
            if (!died) {
                break;
            }
            ends++;
        }
        System.out.println("killed after each of " + ends + " writes while the StatefulSet was created again");
        assertThat(ends).isGreaterThan(5);
    }

    /** What is held meanwhile stays held: how the service runs follows from the record, not from the spec. */
    @Test
    void whatIsHeldStaysHeldWhileThereIsNoStatefulSet() {
        start(true, "");
        Map<String, String> before = pods();
        change(spec -> {
            spec.withObject("/persistence").put("volumeSize", "2Gi");
            spec.put("version", "2.10.29").put("encryption", true).put("tls", true);
        });
        growAllClaims("2Gi");
        dieWithoutStatefulSet();

        assertThat(service.live(ObjectKind.STATEFUL_SET, names.statefulSet())).isEmpty();
        await().until(() -> {
            wake();
            return size().equals("2Gi") && !isPending();
        });
        await().until(this::isObserved);
        assertThat(pods()).isEqualTo(before);
        assertThat(service.message())
                .contains(
                        "spec.jetstream.version stays", "spec.jetstream.encryption stays", "spec.jetstream.tls stays");
    }

    @Test
    void aClassThatDoesNotAllowItHoldsTheChangeAndLetsItGoOnWhenItDoes() {
        start(false, "");
        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        wake();
        assertThat(service.message())
                .contains(
                        "spec.jetstream.persistence stays",
                        "the storageclass that provisions the pvc must support resize");
        assertThat(volumes.requested(0)).isEqualTo("1Gi");
        assertThat(isPending()).isFalse();

        volumes.allowExpansion(true);
        takeStepsUntil(() -> volumes.requested(0).equals("2Gi"));
        assertThat(service.message()).doesNotContain("spec.jetstream.persistence stays");
    }

    @Test
    void aClaimThatIsNotBoundHoldsTheChange() {
        names = new Names(cluster.newNamespace("grow"), "n");
        volumes = new ResizedVolumes(cluster, names);
        volumes.allowExpansion(true);
        service = WatchedService.createIn(cluster, names.namespace(), spec("1Gi", ""));
        service.awaitClaims();

        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        wake();

        assertThat(service.message())
                .contains("the claim " + volumes.claim(0) + " is Pending, and only a bound one can grow");
    }

    /** A resize that failed is told, and a smaller size is asked for of that claim: it has not grown that far. */
    @Test
    void aResizeThatFailsIsToldAndASmallerSizeGoesOn() {
        start(true, "");
        change(spec -> spec.withObject("/persistence").put("volumeSize", "9Gi"));
        takeStepsUntil(() -> volumes.requested(0).equals("9Gi"));
        volumes.fail(0, "out of capacity in this zone");
        wake();
        assertThat(service.message())
                .contains("its resize fails: ControllerResizeInfeasible: out of capacity in this zone");

        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        takeStepsUntil(() -> volumes.requested(0).equals("2Gi"));
        volumes.resize(0);
        takeStepsUntil(() -> volumes.requested(1).equals("2Gi"));
        volumes.resize(1);
        takeStepsUntil(() -> volumes.requested(2).equals("2Gi"));
        volumes.resize(2);
        takeStepsUntil(() -> size().equals("2Gi") && !isPending());
    }

    /** What a claim has is not taken away; and nothing waits for it. */
    @Test
    void theChangeIsTakenBackWhenAPartOfItWasGranted() {
        start(true, "");
        Map<String, String> before = pods();
        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        takeStepsUntil(() -> volumes.requested(0).equals("2Gi"));
        volumes.resize(0);
        takeStepsUntil(() -> volumes.requested(1).equals("2Gi"));

        change(spec -> spec.withObject("/persistence").put("volumeSize", "1Gi"));
        takeStepsUntil(() -> !isPending());

        assertThat(size()).isEqualTo("1Gi");
        assertThat(List.of(volumes.requested(0), volumes.requested(1), volumes.requested(2)))
                .containsExactly("2Gi", "2Gi", "1Gi");
        assertThat(pods()).isEqualTo(before);
        assertThat(service.message()).doesNotContain("step", "stays");
        assertThat(events())
                .anyMatch(
                        event -> event.startsWith("StepsFinished: new claims get 1Gi; claims that ask for more stay"));
        assertThat(foundByRepair()).isEmpty();

        change(spec -> spec.withObject("/persistence").put("volumeSize", "512Mi"));
        wake();
        assertThat(service.message()).contains("spec.jetstream.persistence stays");
        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        volumes.resize(1);
        takeStepsUntil(() -> volumes.requested(2).equals("2Gi"));
        volumes.resize(2);
        takeStepsUntil(() -> size().equals("2Gi") && !isPending());
        assertThat(pods()).isEqualTo(before);
    }

    /** The store limit that has no room yet waits for the volumes; what has nothing to do with them does not. */
    @Test
    void anotherFieldIsAppliedInTheMiddleAndALargerStoreLimitAfterTheVolumes() {
        start(true, ", settings: 'max_file_store: 900MB'");
        change(spec -> {
            spec.withObject("/persistence").put("volumeSize", "2Gi");
            spec.put("settings", "max_file_store: 1900MB");
        });
        takeStepsUntil(() -> volumes.requested(0).equals("2Gi"));
        assertThat(conf()).contains(String.valueOf(900L << 20)).doesNotContain(String.valueOf(1900L << 20));
        String before = revision();

        change(spec -> spec.putArray("startArgs").add("-DV"));
        wake();
        await().until(() -> isObserved() && !revision().equals(before));
        assertThat(conf()).doesNotContain(String.valueOf(1900L << 20));
        assertThat(size()).isEqualTo("1Gi");
        for (int node = NODES - 1; node >= 0; node--) {
            int ordinal = node;
            await().until(() -> {
                wake();
                return revisionOf(ordinal).equals(revision());
            });
            ControlPlaneService.podIsReady(cluster, names, node);
        }

        growAllClaims("2Gi");
        Map<String, String> rolled = pods();
        takeStepsUntil(() -> size().equals("2Gi"));
        assertThat(pods()).isEqualTo(rolled);
        takeStepsUntil(() -> conf().contains(String.valueOf(1900L << 20)) && !isPending());
    }

    /** Nobody owns the pods in the moment in which it goes. */
    @Test
    void aServiceThatIsDeletedWhileThereIsNoStatefulSetLeavesNoPod() {
        start(true, "");
        change(spec -> spec.withObject("/persistence").put("volumeSize", "2Gi"));
        growAllClaims("2Gi");
        dieWithoutStatefulSet();
        service.deletePipelines();

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live()).isEmpty();
        await().until(() -> cluster.cluster().list(ObjectKind.POD, names.namespace()).stream()
                .allMatch(ObjectMetas::isDeleting));
    }

    private void growAllClaims(String size) {
        for (int node = 0; node < NODES; node++) {
            int claim = node;
            await().until(() -> {
                wake();
                return volumes.requested(claim).equals(size);
            });
            volumes.resize(node);
        }
    }

    /** Runs that die ever later, until one leaves no StatefulSet. */
    private void dieWithoutStatefulSet() {
        for (int requests = 3; ; requests++) {
            dies(requests);
            if (hasRecord()
                    && service.live(ObjectKind.STATEFUL_SET, names.statefulSet())
                            .filter(set -> !ObjectMetas.isDeleting(set))
                            .isEmpty()) {
                await().until(() -> service.live(ObjectKind.STATEFUL_SET, names.statefulSet())
                        .isEmpty());
                return;
            }
            assertThat(size()).as("the StatefulSet that nobody has replaced").isEqualTo("1Gi");
        }
    }

    private void takeStepsUntil(Callable<Boolean> finished) {
        List<String> told = new ArrayList<>();
        try {
            await().until(() -> {
                dies(2 + deaths++ % 29);
                wake();
                told.add(service.message());
                return finished.call();
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(told.toString(), stuck);
        }
    }

    /** A process that ends somewhere on its way, and leaves its Lease for a minute; the clock of the next one is later. */
    private boolean dies(int requests) {
        return dies(new DyingCluster(cluster.clientOf("update"), requests));
    }

    private boolean dies(DyingCluster process) {
        try {
            wake(TestBeans.of(process, later()));
            return false;
        } catch (DyingCluster.Death ends) {
            minutes += 2;
            return true;
        }
    }

    private void wake() {
        wake(TestBeans.of(cluster.clusterOf("update"), later()));
    }

    private Clock later() {
        return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
    }

    private void wake(TestBeans beans) {
        beans.services().with(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names)), live -> {
            beans.steps().reconcile(live, beans.reconciler().reconcile(live));
            return new Outcome.Done("");
        });
    }

    private List<String> foundByRepair() {
        return FoundByRepair.in(cluster, names.namespace()).stream()
                .filter(missed -> !missed.contains("does not match its pods"))
                .toList();
    }

    private void change(Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> changed(live, change).equals(live),
                        live -> changed(live, change));
        service.update();
    }

    private static ObjectNode changed(JsonNode live, Consumer<ObjectNode> change) {
        ObjectNode changed = live.deepCopy();
        change.accept(changed.withObject("/spec/jetstream"));
        return changed;
    }

    private JsonNode statefulSet() {
        return service.live(ObjectKind.STATEFUL_SET, names.statefulSet()).orElseGet(() -> TestCluster.tree("{}"));
    }

    private String size() {
        return statefulSet()
                .at("/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
                .asText();
    }

    private String revision() {
        return statefulSet().at("/status/updateRevision").asText();
    }

    private boolean isObserved() {
        return !revision().isEmpty()
                && statefulSet().at("/status/observedGeneration").asLong()
                        >= statefulSet().at("/metadata/generation").asLong();
    }

    private String revisionOf(int node) {
        return service.live(ObjectKind.POD, names.pod(node))
                .map(pod -> ObjectMetas.label(pod, "controller-revision-hash"))
                .orElse("");
    }

    /** Uid by name. */
    private Map<String, String> pods() {
        Map<String, String> pods = new TreeMap<>();
        cluster.cluster()
                .list(ObjectKind.POD, names.namespace(), Labels.SERVICE_NAME + "=" + names.isbsvcName())
                .forEach(pod -> pods.put(ObjectRef.of(pod).name(), ObjectMetas.uid(pod)));
        return pods;
    }

    private List<String> ownersOf(ObjectKind kind) {
        return cluster.cluster().list(kind, names.namespace()).stream()
                .map(object -> object.at("/metadata/ownerReferences/0/uid").asText())
                .toList();
    }

    private boolean hasRecord() {
        return service.live(ObjectKind.CONFIG_MAP, names.configMap())
                .filter(map ->
                        !ObjectMetas.annotation(map, Annotations.STATEFUL_SET).isEmpty())
                .isPresent();
    }

    private String conf() {
        return service.live(ObjectKind.CONFIG_MAP, names.configMap())
                .orElseThrow()
                .at("/data/nats-js")
                .asText();
    }

    private boolean isPending() {
        return service.live()
                .orElseThrow()
                .at("/status/conditions")
                .findValuesAsText("type")
                .contains("StepsPending");
    }

    private List<String> events() {
        return cluster.client().v1().events().inNamespace(names.namespace()).list().getItems().stream()
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT).pollDelay(Duration.ZERO).pollInterval(POLL);
    }
}
