package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child that has no owner any more is repaired when somebody edits or deletes it, not only by the clock: the source sends an event, the
 * trigger takes it and `update` acts on it. Each child is of a service of its own, so that only the event about it can have its service
 * reconciled.
 */
class ChildrenWithoutOwnerOnControlPlaneIT {

    private static final String NAMESPACE = "team-a";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static EventRoute route;
    private static Cluster cluster;

    /** @param edit what a person changes of it, as a merge patch */
    private record Child(ObjectKind kind, String name, String edit, JsonNode before) {

        ObjectRef ref() {
            return new ObjectRef(kind, NAMESPACE, name);
        }

        Optional<JsonNode> live() {
            return cluster.get(ref());
        }

        Child asItStands() {
            return new Child(kind, name, edit, live().orElseThrow());
        }
    }

    @BeforeAll
    static void createServices() throws Exception {
        route = new EventRoute(folder);
        cluster = new Cluster(route.client());
        new ClusterObjects(route.client()).ensureNamespace(NAMESPACE);
        children()
                .map(child -> child.ref().service().orElseThrow().isbsvcName())
                .forEach(service ->
                        create(service, "{'version': 'latest', 'replicas': 1, 'persistence': {'volumeSize': '1Gi'}}"));
        children()
                .forEach(child -> await().atMost(LONG).until(() -> child.live().isPresent()));
        awaitQuiet();
    }

    @AfterAll
    static void close() throws Exception {
        route.close();
    }

    @Test
    void oneThatIsEditedIsRepairedWithItsOwner() {
        List<Child> children = children().map(Child::asItStands).toList();
        orphan(children);

        children.forEach(child -> patch(child.ref(), child.edit()));

        for (Child child : children) {
            await().atMost(AT_ONCE)
                    .untilAsserted(() -> assertThat(essence(child.live().orElseThrow()))
                            .as("%s", child.ref())
                            .isEqualTo(essence(child.before())));
            assertSent("update", child);
        }
        awaitQuiet();
    }

    @Test
    void oneThatIsDeletedComesBackWithItsOwner() {
        List<Child> children = children().map(Child::asItStands).toList();
        orphan(children);

        children.forEach(child -> cluster.delete(child.live().orElseThrow()));

        for (Child child : children) {
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(child.live())
                    .as("%s", child.ref())
                    .hasValueSatisfying(
                            live -> assertThat(ObjectMetas.uid(live)).isNotEqualTo(ObjectMetas.uid(child.before()))));
            assertThat(owners(child.live().orElseThrow())).as("%s", child.ref()).isEqualTo(owners(child.before()));
            assertSent("delete", child);
        }
        awaitQuiet();
    }

    /** Nobody can tell a source to look for it: it is as any Secret of anybody. */
    @Test
    void aLostKeyThatIsRestoredWithoutLabelsIsTakenWithTheNextReplay() {
        Names names = named("lost");
        create("lost", "{'version': 'latest', 'encryption': true, 'persistence': {'volumeSize': '1Gi'}}");
        ObjectRef key = new ObjectRef(ObjectKind.SECRET, NAMESPACE, names.keySecret());
        ObjectRef server = new ObjectRef(ObjectKind.SECRET, NAMESPACE, names.serverSecret());
        await().atMost(LONG)
                .until(() -> cluster.get(ObjectRef.ofStatefulSet(names)).isPresent());
        awaitQuiet();
        JsonNode backup = cluster.get(key).orElseThrow();
        route.deliver(false);
        Stream.of(key, server)
                .forEach(secret -> cluster.delete(cluster.get(secret).orElseThrow()));
        awaitQuiet();
        route.deliver(true);
        patch(ObjectRef.of(names), "{'metadata': {'annotations': {'isbsvc.numaflow.numaproj.io/replay': 'before'}}}");
        await().atMost(AT_ONCE).until(() -> statusOf(names).contains("the encryption key is lost"));
        assertThat(statusOf(names))
                .contains(names.keySecret(), "the service's annotation isbsvc.numaflow.numaproj.io/replay");
        ObjectNode bare = (ObjectNode) tree("{'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': '" + key.name()
                + "', 'namespace': '" + NAMESPACE + "'}}");
        bare.set("data", backup.path("data"));
        cluster.create(bare);

        patch(ObjectRef.of(names), "{'metadata': {'annotations': {'isbsvc.numaflow.numaproj.io/replay': 'after'}}}");

        await().atMost(AT_ONCE).until(() -> cluster.get(server).isPresent());
        assertThat(cluster.get(server).orElseThrow().at("/data/encryption")).isEqualTo(backup.at("/data/encryption"));
        assertThat(cluster.get(key).orElseThrow().at("/metadata/labels")).isEqualTo(backup.at("/metadata/labels"));
        awaitQuiet();
    }

    private static String statusOf(Names names) {
        return cluster.get(ObjectRef.of(names)).orElseThrow().path("status").toString();
    }

    private static void create(String service, String jetstream) {
        cluster.create(tree("{'apiVersion': 'numaflow.numaproj.io/v1alpha1', 'kind': 'InterStepBufferService',"
                + " 'metadata': {'name': '" + service + "', 'namespace': '" + NAMESPACE + "'}, 'spec': {'jetstream': "
                + jetstream + "}}"));
        // Of the functions `update` alone is there, which makes what `creation` would have made.
        patch(
                new ObjectRef(ObjectKind.ISB_SERVICE, NAMESPACE, service),
                "{'metadata': {'labels': {'touched': 'once'}}}");
    }

    private static Stream<Child> children() {
        return Stream.of(
                child(ObjectKind.CONFIG_MAP, named("map").configMap(), "{'data': {'nats-js': 'port: 1'}}"),
                child(
                        ObjectKind.SERVICE,
                        named("svc").headlessService(),
                        "{'spec': {'publishNotReadyAddresses': false}}"),
                child(
                        ObjectKind.POD_DISRUPTION_BUDGET,
                        named("pdb").podDisruptionBudget(),
                        "{'spec': {'maxUnavailable': 0}}"),
                child(
                        ObjectKind.STATEFUL_SET,
                        named("set").statefulSet(),
                        "{'spec': {'template': {'spec': {'terminationGracePeriodSeconds': 1}}}}"),
                child(ObjectKind.SECRET, named("server").serverSecret(), LABEL_GONE),
                child(ObjectKind.SECRET, named("client").clientSecret(), LABEL_GONE),
                // It never has an owner.
                child(ObjectKind.SECRET, named("key").keySecret(), LABEL_GONE));
    }

    /** What a Secret holds is never written again, so an edit of that is nobody's to repair. */
    private static final String LABEL_GONE = "{'metadata': {'labels': {'numaflow.numaproj.io/isbsvc-name': null}}}";

    private static Child child(ObjectKind kind, String name, String edit) {
        return new Child(kind, name, edit, null);
    }

    private static Names named(String service) {
        return new Names(NAMESPACE, service);
    }

    /** Takes the owners away, and nobody hears of that. */
    private static void orphan(List<Child> children) {
        route.deliver(false);
        children.forEach(child -> patch(child.ref(), "{'metadata': {'ownerReferences': null}}"));
        awaitQuiet();
        route.deliver(true);
        children.forEach(child -> assertThat(owners(child.live().orElseThrow()))
                .as("%s", child.ref())
                .isEmpty());
    }

    /** Whole or as a reference, as `triggers/` says for its kind. */
    private static void assertSent(String change, Child child) {
        assertThat(route.events()).anySatisfy(event -> {
            assertThat(event.getType()).startsWith("dev.knative.apiserver.").endsWith("." + change);
            assertThat(event.getExtension("kind")).isEqualTo(child.kind().kind());
            assertThat(event.getExtension("name")).isEqualTo(child.name());
        });
    }

    /** Nothing is on its way any more. */
    private static void awaitQuiet() {
        int[] seen = {-1};
        await().atMost(LONG).during(Duration.ofSeconds(1)).until(() -> {
            int before = seen[0];
            seen[0] = route.events().size();
            return before == seen[0];
        });
    }

    private static JsonNode owners(JsonNode object) {
        JsonNode owners = object.at("/metadata/ownerReferences");
        return owners.isMissingNode() ? JSON.createArrayNode() : owners;
    }

    private static JsonNode essence(JsonNode object) {
        ObjectNode essence = object.deepCopy();
        essence.remove("status");
        ObjectNode metadata = essence.putObject("metadata");
        metadata.set("ownerReferences", owners(object));
        metadata.set("labels", object.at("/metadata/labels"));
        return essence;
    }

    private static void patch(ObjectRef ref, String change) {
        route.client()
                .genericKubernetesResources(ref.kind().apiVersion(), ref.kind().kind())
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .patch(PatchContext.of(PatchType.JSON_MERGE), tree(change).toString());
    }

    private static JsonNode tree(String quoted) {
        try {
            return JSON.readTree(quoted.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
