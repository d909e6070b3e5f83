package dev.numaflow.isbsvc.runtime.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChildApplierIT {

    private static final String NAME = "isbsvc-n-js-config";

    private final TestCluster cluster = new TestCluster();
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final ChildApplier applier = new ChildApplier(cluster.cluster(), clock);
    private final String ours = owner("n");
    private final String theirs = owner("m");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void makesWhatIsAbsentAndThenLeavesItAlone() {
        assertThat(applier.apply(child(1, "a"))).isInstanceOf(ChildApplyResult.Created.class);
        assertThat(applier.apply(child(1, "a"))).isInstanceOf(ChildApplyResult.Unchanged.class);
    }

    /** A quota is evaluated before the API server sees that the object exists, and would end the repair of its service. */
    @Test
    void aChildThatIsNotReadIsFoundWhereAQuotaRefusesToCreateIt() {
        applier.apply(child(1, "a"));
        cluster.client()
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("full")
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("count/configmaps", new Quantity("0"))
                        .endSpec()
                        .build())
                .create();
        await().until(() -> cluster.cluster().create(ObjectMetas.of(another())) instanceof WriteResult.Rejected);

        assertThat(applier.apply(ChildApplier.absent(child(1, "a")))).isInstanceOf(ChildApplyResult.Unchanged.class);
        assertThat(applier.apply(ChildApplier.absent(another()))).isInstanceOf(ChildApplyResult.Rejected.class);
    }

    private ConfigMap another() {
        return new ConfigMapBuilder(child(1, "a"))
                .editMetadata()
                .withName(NAME + "-" + UUID.randomUUID())
                .endMetadata()
                .build();
    }

    @Test
    void anOlderGenerationNeverOverwritesANewer() {
        applier.apply(child(2, "new"));

        assertThat(applier.apply(child(1, "old"))).isInstanceOf(ChildApplyResult.NewerExists.class);
        assertThat(live().at("/data/k").asText()).isEqualTo("new");
    }

    @Test
    void anOlderRendererNeverOverwritesANewer() {
        applier.apply(child(1, "new"));
        edit(live -> live.withObject("/metadata/annotations").put(Annotations.RENDERER, "7"));

        assertThat(applier.apply(child(1, "old"))).isInstanceOf(ChildApplyResult.NewerExists.class);
    }

    /** The API server's own time moves with every annotation, and each generation writes one. */
    @Test
    void notesWhenAConfigurationChangedAndNotWhenItWasMarked() {
        applier.apply(child(1, "a"));
        assertThat(changed()).isEmpty();

        applier.apply(child(2, "b"));
        assertThat(changed()).startsWith("2026-01-01T00:00:00Z ");

        clock.pass(Duration.ofHours(1));
        assertThat(applier.apply(child(3, "b"))).isInstanceOf(ChildApplyResult.Marked.class);
        assertThat(changed()).startsWith("2026-01-01T00:00:00Z ");

        edit(live -> live.withObject("/data").put("k", "by hand"));
        applier.apply(child(3, "b"));
        assertThat(changed()).startsWith("2026-01-01T01:00:00Z ");
    }

    private String changed() {
        return ObjectMetas.annotation(live(), Annotations.CONFIG_CHANGED);
    }

    @Test
    void keepsTheMetadataOfOthersAndRemovesWhatTheyAddedToTheContent() {
        applier.apply(child(1, "a"));
        edit(live -> {
            live.withObject("/metadata/annotations").put("injected", "1");
            live.withObject("/metadata/labels").put("theirs", "1");
            live.withObject("/data").put("added", "by hand");
        });

        applier.apply(child(2, "a"));

        assertThat(live().at("/metadata/annotations/injected").asText()).isEqualTo("1");
        assertThat(live().at("/metadata/labels/theirs").asText()).isEqualTo("1");
        assertThat(live().path("data")).hasSize(1);
    }

    @Test
    void whatAnotherManagerAddedIsPutRightWithItsName() {
        applier.apply(child(1, "a"));
        ObjectNode edited = live().deepCopy();
        edited.withObject("/data").put("added", "by hand");
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + cluster.namespace() + "/configmaps/" + NAME + "?fieldManager=somebody",
                        "PUT",
                        edited.toString());

        ChildApplyResult applied = applier.apply(child(1, "a"));

        assertThat(applied).isInstanceOfSatisfying(ChildApplyResult.Updated.class, updated -> assertThat(
                        Difference.message(updated.differences()))
                .isEqualTo("data.added was added by somebody"));
        assertThat(applier.apply(child(1, "a"))).isInstanceOf(ChildApplyResult.Unchanged.class);
    }

    @Test
    void aNewGenerationOfTheSameContentIsOnlyMarked() {
        applier.apply(child(1, "a"));

        assertThat(applier.apply(child(2, "a"))).isInstanceOf(ChildApplyResult.Marked.class);
        assertThat(applier.apply(child(2, "a"))).isInstanceOf(ChildApplyResult.Unchanged.class);
    }

    @Test
    void neverTakesTheChildOfAnotherOwner() {
        applier.apply(owned(child(1, "theirs"), "m", theirs));

        assertThat(applier.apply(child(1, "ours"))).isInstanceOf(ChildApplyResult.ForeignOwner.class);
        assertThat(live().at("/data/k").asText()).isEqualTo("theirs");
    }

    @Test
    void takesBackAChildThatLostItsOwner() {
        applier.apply(child(1, "a"));
        edit(live -> live.withObject("/metadata").remove("ownerReferences"));

        assertThat(applier.apply(child(1, "a"))).isInstanceOf(ChildApplyResult.Updated.class);
        assertThat(live().at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(ours);
    }

    @Test
    void readsAgainWhenSomebodyWritesInBetween() {
        applier.apply(child(1, "a"));
        ChildApplier raced = new ChildApplier(
                new Cluster(cluster.client()) {
                    private int races = 2;

                    @Override
                    public WriteResult replace(JsonNode object) {
                        if (races-- > 0) {
                            edit(live -> live.withObject("/metadata/labels").put("race", "r" + races));
                        }
                        return super.replace(object);
                    }
                },
                clock);

        assertThat(raced.apply(child(2, "b"))).isInstanceOf(ChildApplyResult.Updated.class);
        assertThat(live().at("/data/k").asText()).isEqualTo("b");
        assertThat(live().at("/metadata/labels/race").asText()).isEqualTo("r0");
    }

    @Test
    void readsAgainWhenSomebodyMakesItFirst() {
        ChildApplier raced = new ChildApplier(
                new Cluster(cluster.client()) {
                    private boolean first = true;

                    @Override
                    public Optional<JsonNode> get(ObjectRef ref) {
                        if (first) {
                            first = false;
                            applier.apply(child(1, "a"));
                            return Optional.empty();
                        }
                        return super.get(ref);
                    }
                },
                clock);

        assertThat(raced.apply(child(1, "a"))).isInstanceOf(ChildApplyResult.Unchanged.class);
    }

    /** A webhook, or an API server with ideas of its own: after two writes it is told, and not written a third time. */
    @Test
    void writesWhatIsNotKeptTwiceAndNoThirdTime() {
        applier.apply(child(1, "a"));
        List<JsonNode> writes = new ArrayList<>();
        ChildApplier meddled = new ChildApplier(
                new Cluster(cluster.client()) {
                    @Override
                    public WriteResult replace(JsonNode object) {
                        ObjectNode changed = object.deepCopy();
                        changed.withObject("/data").put("k", "meddled " + writes.size());
                        writes.add(changed);
                        return super.replace(changed);
                    }
                },
                clock);

        assertThat(meddled.apply(child(1, "b"))).isInstanceOf(ChildApplyResult.NotKept.class);
        assertThat(writes).hasSize(2);
        assertThat(meddled.apply(child(1, "b"))).isInstanceOf(ChildApplyResult.NotKept.class);
        assertThat(writes).hasSize(2);
        assertThat(meddled.apply(child(2, "b"))).isInstanceOf(ChildApplyResult.NotKept.class);
        assertThat(writes).as("another generation is written").hasSize(4);
    }

    @Test
    void reportsWhatTheApiServerRefuses() {
        ConfigMap bad = child(1, "a");
        bad.getMetadata().setName("Not_A_Name");

        assertThat(applier.apply(bad)).isInstanceOf(ChildApplyResult.Rejected.class);
    }

    private ConfigMap child(int generation, String value) {
        return owned(
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace())
                        .withName(NAME)
                        .addToLabels("numaflow.numaproj.io/isbsvc-name", "n")
                        .addToAnnotations(Annotations.GENERATION, Integer.toString(generation))
                        .addToAnnotations(Annotations.RENDERER, "1")
                        .addToAnnotations(Annotations.RENDERED, "digest of " + value)
                        .endMetadata()
                        .addToData("k", value)
                        .build(),
                "n",
                ours);
    }

    private static ConfigMap owned(ConfigMap child, String name, String uid) {
        return new ConfigMapBuilder(child)
                .editMetadata()
                .withOwnerReferences()
                .addNewOwnerReference()
                .withApiVersion("numaflow.numaproj.io/v1alpha1")
                .withKind("InterStepBufferService")
                .withName(name)
                .withUid(uid)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private String owner(String name) {
        return ObjectMetas.uid(cluster.apply(cluster.service(name, "{version: latest}")));
    }

    private JsonNode live() {
        return cluster.live(ObjectKind.CONFIG_MAP, NAME);
    }

    private void edit(Consumer<ObjectNode> change) {
        ObjectNode object = live().deepCopy();
        change.accept(object);
        assertThat(cluster.cluster().replace(object)).isInstanceOf(WriteResult.Done.class);
    }
}
