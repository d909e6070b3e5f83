package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way back, every golden case, on the real API server beside the real StatefulSet controller: taken over, changed, left, and written by
 * what behaves as Numaflow's controller, a service is Numaflow's again.
 */
class ReleaseOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile(Annotations.APPROVE + ": ([0-9a-f]{8})");

    /** A change that replaces pods, and nothing else. */
    private static final String FIELD = "automountServiceAccountToken";

    @TempDir
    static Path folder;

    private static final Map<String, NumaflowsService> SERVICES = new TreeMap<>();
    private static ServersOfAll servers;
    private static TestCluster cluster;
    private static TestBeans update;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
        update = TestBeans.of(cluster.clusterOf("update"));
        NumaflowsService.cases().forEach(each -> SERVICES.put(each, NumaflowsService.create(cluster, each)));
        List.of("held", "untouched", "again", "deleted", "repeated")
                .forEach(each -> SERVICES.put(each, NumaflowsService.create(cluster, "persistent")));
        EncryptedServer.letTheSecondPass();
        servers = ServersOfAll.start(folder, SERVICES.values());
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
        cluster.close();
    }

    static Stream<String> cases() {
        return NumaflowsService.cases().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatWasTakenOverAndChangedIsNumaflowsAgain(String golden) {
        NumaflowsService service = SERVICES.get(golden);
        Map<String, JsonNode> secrets = secrets(service);
        reconcile(service);
        change(service, live -> live.withObject("/spec/jetstream").put(FIELD, false));
        assertThat(annotations(service)).anyMatch(each -> each.startsWith(Annotations.DOMAIN));
        Map<String, String> before = pods(service);
        Map<String, String> claims = claims(service);

        release(service);
        Map<String, String> pods = pods(service);

        assertThat(finalizers(service)).containsExactly(Kinds.NUMAFLOWS_FINALIZER);
        assertThat(held(service)).isEmpty();
        assertThat(pods.equals(before))
                .as("the pods stay, or every one was replaced in the last roll")
                .isNotEqualTo(isPersistent(service));
        assertThat(annotations(service))
                .filteredOn(each -> each.startsWith(Annotations.DOMAIN))
                .as("of ours only what a later run of the functions has to know")
                .contains(Annotations.RELEASE)
                .isSubsetOf(Annotations.RELEASE, Annotations.APPROVED, Annotations.GENERATION);
        assertThat(service.statefulSet()
                        .at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                        .asText())
                .isEqualTo("Delete");

        service.writeRendering();

        NumaflowsService fresh = NumaflowsService.create(
                cluster, golden, service.live().at("/spec/jetstream").toString());
        assertThat(contents(service)).isEqualTo(contents(fresh));
        if (isPersistent(service)) {
            assertThat(pods(service)).as("it replaces none").isEqualTo(pods);
        }
        assertThat(reconcile(service)).isInstanceOf(Outcome.Ignored.class);
        assertThat(contents(service)).as("and stays").isEqualTo(contents(fresh));
        assertThat(secrets(service)).isEqualTo(secrets);
        assertThat(claims(service)).isEqualTo(claims);
    }

    /**
     * With persistence the pods of its controller come first. Without, and without copies, its roll costs the disks: that is approved by id,
     * or the service stays.
     */
    private static void release(NumaflowsService service) {
        annotate(service, Annotations.RELEASE, "true");
        if (isPersistent(service)) {
            assertThat(held(service)).contains("the functions replace them one by one");
            assertThat(Running.partition(service.statefulSet())).isEqualTo(3);
            await().atMost(LONG).until(() -> {
                step(service);
                reconcile(service);
                return !finalizers(service).contains(Kinds.FINALIZER);
            });
        } else {
            assertThat(held(service)).contains("without persistence what they store is lost");
            assertThat(finalizers(service)).contains(Kinds.FINALIZER);
            Matcher id = ID.matcher(held(service));
            assertThat(id.find()).isTrue();
            annotate(service, Annotations.APPROVE, id.group(1));
            assertThat(ObjectMetas.annotation(service.statefulSet(), Annotations.APPROVED))
                    .as("the approval is used")
                    .contains(id.group(1));
        }
    }

    private static boolean isPersistent(NumaflowsService service) {
        return service.live().at("/spec/jetstream").has("persistence");
    }

    /** What kubelets and guarded steps do, whose servers are elsewhere. */
    private static void step(NumaflowsService service) {
        JsonNode set = service.statefulSet();
        List<JsonNode> pods =
                cluster.cluster().list(ObjectKind.POD, service.names().namespace(), Labels.selector(service.names()));
        pods.forEach(pod -> NodeStatus.ready(
                cluster, service.names().namespace(), pod.at("/metadata/name").asText(), ObjectMetas.uid(pod)));
        if (Running.partition(set) > 0) {
            cluster.cluster().replace(Running.withPartition(set, Running.partition(set) - 1));
        } else if (RollState.of(set, pods).unfinished().isEmpty()) {
            cluster.client()
                    .policy()
                    .v1()
                    .podDisruptionBudget()
                    .inNamespace(service.names().namespace())
                    .withName(service.names().podDisruptionBudget())
                    .edit(budget -> new PodDisruptionBudgetBuilder(budget)
                            .editSpec()
                            .withMaxUnavailable(new IntOrString(1))
                            .endSpec()
                            .build());
        }
    }

    @Test
    void staysAsLongAsSomethingWouldBeLost() {
        NumaflowsService service = SERVICES.get("held");
        reconcile(service);
        change(service, live -> live.withObject("/spec/jetstream").put("encryption", true));
        annotate(service, Annotations.RETAIN, "true");

        annotate(service, Annotations.RELEASE, "true");

        assertThat(held(service))
                .contains(
                        "spec.jetstream.encryption is held at false, and Numaflow's controller would carry it out at once",
                        "the annotation " + Annotations.RETAIN + " means nothing to Numaflow's controller");
        assertThat(finalizers(service)).containsExactlyInAnyOrderElementsOf(Kinds.FINALIZERS);
        assertThat(service.statefulSet()
                        .at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                        .asText())
                .isEqualTo("Retain");

        change(service, live -> live.withObject("/spec/jetstream").put("encryption", false));
        assertThat(finalizers(service)).contains(Kinds.FINALIZER);
        annotate(service, Annotations.RETAIN, "false");

        assertThat(finalizers(service)).containsExactly(Kinds.NUMAFLOWS_FINALIZER);
        assertThat(held(service)).isEmpty();
    }

    /** So a user keeps a service from being taken over at all. */
    @Test
    void whatAsksForItBeforeItIsTakenOverIsNeverTouched() {
        NumaflowsService service = SERVICES.get("untouched");
        JsonNode before = service.statefulSet();

        Outcome outcome = annotate(service, Annotations.RELEASE, "true");

        assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
        assertThat(service.statefulSet().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
        assertThat(finalizers(service)).containsExactly(Kinds.NUMAFLOWS_FINALIZER);
    }

    @Test
    void comesBackWhenTheAnnotationIsRemoved() {
        NumaflowsService service = SERVICES.get("again");
        reconcile(service);
        Map<String, String> pods = pods(service);
        annotate(service, Annotations.RELEASE, "true");
        assertThat(finalizers(service)).containsExactly(Kinds.NUMAFLOWS_FINALIZER);

        annotate(service, Annotations.RELEASE, "false");

        assertThat(held(service)).isEmpty();
        assertThat(finalizers(service)).containsExactlyInAnyOrderElementsOf(Kinds.FINALIZERS);
        assertThat(service.live().at("/status/message").asText()).isEmpty();
        assertThat(pods(service)).isEqualTo(pods);
        assertThat(cluster.cluster()
                        .list(
                                ObjectKind.PERSISTENT_VOLUME_CLAIM,
                                service.names().namespace()))
                .isNotEmpty()
                .allSatisfy(claim -> assertThat(ObjectMetas.annotation(claim, Annotations.RELEASE))
                        .isEmpty());
        assertThat(annotations(service))
                .contains(Annotations.RENDERED, Annotations.ADOPTED)
                .doesNotContain(Annotations.RELEASE);
    }

    /** As its controller does: the claims first, by their labels, then its finalizer. */
    @Test
    void numaflowsControllerDeletesWhatWasLeftThroughTheFence() {
        NumaflowsService service = SERVICES.get("deleted");
        reconcile(service);
        pods(service);
        Set<String> claims = claims(service).keySet();
        assertThat(claims).isNotEmpty();
        try (Fence fence = Fence.put(cluster)) {
            fence.awaitRefusal(ref(service, claims.iterator().next()));
            annotate(service, Annotations.RELEASE, "true");

            assertThat(cluster.cluster().delete(service.live())).isInstanceOf(WriteResult.Done.class);
            claims.forEach(claim -> fence.delete(ref(service, claim)));
            fence.removeFinalizers(ObjectRef.of(service.names()));

            assertThat(cluster.cluster().get(ObjectRef.of(service.names()))).isEmpty();
        }
    }

    /** A run that ended before the finalizer went is repeated, and takes nothing back for that. */
    @Test
    void aRunThatEndedBeforeTheServiceWasLetGoIsRepeated() {
        NumaflowsService service = SERVICES.get("repeated");
        reconcile(service);
        annotate(service, Annotations.RELEASE, "true");
        ObjectNode ended = service.live().deepCopy();
        ended.withObject("/metadata").withArray("finalizers").add(Kinds.FINALIZER);
        cluster.replace(ended);
        String before = service.statefulSet().at("/metadata/resourceVersion").asText();

        reconcile(service);

        assertThat(finalizers(service)).containsExactly(Kinds.NUMAFLOWS_FINALIZER);
        assertThat(service.statefulSet().at("/metadata/resourceVersion").asText())
                .isEqualTo(before);
    }

    private static ObjectRef ref(NumaflowsService service, String claim) {
        return service.ref(ObjectKind.PERSISTENT_VOLUME_CLAIM, claim);
    }

    private static List<String> finalizers(NumaflowsService service) {
        List<String> all = new ArrayList<>();
        service.live().at("/metadata/finalizers").forEach(each -> all.add(each.asText()));
        return all;
    }

    /** The keys on the three children that Numaflow's controller writes. */
    private static List<String> annotations(NumaflowsService service) {
        List<String> keys = new ArrayList<>();
        children(service).values().forEach(ref -> service.live(ref)
                .at("/metadata/annotations")
                .fieldNames()
                .forEachRemaining(keys::add));
        return keys;
    }

    private static Map<String, ObjectRef> children(NumaflowsService service) {
        Names names = service.names();
        return new TreeMap<>(Map.of(
                "configuration", service.ref(ObjectKind.CONFIG_MAP, names.configMap()),
                "service", service.ref(ObjectKind.SERVICE, names.headlessService()),
                "statefulSet", ObjectRef.ofStatefulSet(names)));
    }

    /** Everything but the metadata and the status, as if all were in one namespace. */
    private static Map<String, JsonNode> contents(NumaflowsService service) {
        Map<String, JsonNode> contents = new TreeMap<>();
        children(service).forEach((child, ref) -> {
            ObjectNode content = service.live(ref).deepCopy();
            content.remove(List.of("metadata", "status"));
            contents.put(
                    child,
                    TestCluster.tree(content.toString().replace(service.names().namespace(), "data")));
        });
        return contents;
    }

    private static Map<String, JsonNode> secrets(NumaflowsService service) {
        Map<String, JsonNode> data = new TreeMap<>();
        Stream.of(service.names().serverSecret(), service.names().clientSecret())
                .forEach(name ->
                        data.put(name, service.live(service.secret(name)).path("data")));
        return data;
    }

    /** Their uids, once the StatefulSet's controller has seen what is there. */
    private static Map<String, String> pods(NumaflowsService service) {
        await().atMost(LONG).until(() -> isSeen(service.statefulSet()));
        Map<String, String> pods = new TreeMap<>();
        for (Pod pod : cluster.client()
                .pods()
                .inNamespace(service.names().namespace())
                .list()
                .getItems()) {
            pods.put(pod.getMetadata().getName(), pod.getMetadata().getUid());
        }
        pods.put("revision", service.statefulSet().at("/status/updateRevision").asText());
        return pods;
    }

    private static boolean isSeen(JsonNode set) {
        // Nobody created that account, so there will be no pods.
        boolean hasPods = !set.at("/spec/template/spec").has("serviceAccountName");
        return set.at("/status/observedGeneration").asLong()
                        == set.at("/metadata/generation").asLong()
                && (!hasPods
                        || set.at("/status/replicas").asInt()
                                == set.at("/spec/replicas").asInt());
    }

    private static Map<String, String> claims(NumaflowsService service) {
        Map<String, String> claims = new TreeMap<>();
        cluster.client().persistentVolumeClaims().inNamespace(service.names().namespace()).list().getItems().stream()
                .map(HasMetadata::getMetadata)
                .forEach(claim -> claims.put(claim.getName(), claim.getUid()));
        return claims;
    }

    private static String held(NumaflowsService service) {
        for (JsonNode condition : service.live().at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private static Outcome annotate(NumaflowsService service, String key, String value) {
        return change(service, live -> live.withObject("/metadata/annotations").put(key, value));
    }

    private static Outcome change(NumaflowsService service, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster()).write(service.live(), live -> false, live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed);
            return changed;
        });
        return reconcile(service);
    }

    private static Outcome reconcile(NumaflowsService service) {
        return update.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(service.names())), live -> {
            update.reconciler().reconcile(live);
            return new Outcome.Done("");
        });
    }
}
