package dev.numaflow.isbsvc.testkit.conformance;

import static dev.numaflow.isbsvc.testkit.conformance.OwnershipContract.fieldsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

/** Server-side apply. */
interface ApplyContract extends ApiContract {

    /** Applies a ConfigMap. */
    default PlainHttp.Answer apply(String manager, String data) {
        return http().patch(
                        APPLY_PATCH,
                        configMaps() + "/one?fieldManager=" + manager,
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: " + data + "}");
    }

    @Test
    default void createsWhatIsAbsentAndOwnsWhatIsSaidOnly() {
        JsonNode created = apply("me", "{a: '1'}").requireStatus(201).body();

        assertThat(fieldsOf(created, "me", "Apply", "")).hasToString("{\"f:data\":{\"f:a\":{}}}");
    }

    @Test
    default void removesWhatIsNoLongerApplied() {
        apply("me", "{a: '1', b: '2'}").requireStatus(201);

        JsonNode applied = apply("me", "{b: '2'}").requireStatus(200).body();

        assertThat(applied.path("data")).hasToString("{\"b\":\"2\"}");
    }

    @Test
    default void leavesWhatAnotherAppliesToo() {
        apply("me", "{a: '1', b: '2'}").requireStatus(201);
        apply("other", "{b: '2', c: '3'}").requireStatus(200);

        JsonNode applied = apply("me", "{a: '1'}").requireStatus(200).body();

        assertThat(applied.path("data")).hasToString("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}");
    }

    @Test
    default void refusesToTakeAFieldUnlessForced() {
        createConfigMap("one", "{a: '1'}");

        PlainHttp.Answer refused = apply("me", "{a: '2'}").requireStatus(409);
        JsonNode forced = apply("me&force=true", "{a: '2'}").requireStatus(200).body();

        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(refused.causes()).containsExactly(".data.a FieldManagerConflict");
        assertThat(forced.at("/data/a").asText()).isEqualTo("2");
        assertThat(fieldsOf(forced, "plain", "Update", "")).hasToString("{\"f:data\":{}}");
    }

    @Test
    default void namesEachFieldThatIsInConflict() {
        String sets = path("apps/v1", "statefulsets");
        http().post(sets, PlainHttp.resource("statefulset.yaml").toString()).requireStatus(201);

        PlainHttp.Answer refused = http().patch(
                        APPLY_PATCH,
                        sets + "/nodes?fieldManager=me",
                        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: nodes}, spec: {replicas: 7, template:"
                                + " {spec: {containers: [{name: main, image: 'x:1', ports: [{containerPort: 4222, name: other}]}]}}}}")
                .requireStatus(409);

        assertThat(refused.causes())
                .containsExactlyInAnyOrder(
                        ".spec.replicas FieldManagerConflict",
                        ".spec.template.spec.containers[name=\"main\"].image FieldManagerConflict",
                        ".spec.template.spec.containers[name=\"main\"].ports[containerPort=4222,protocol=\"TCP\"].name"
                                + " FieldManagerConflict");
    }

    @Test
    default void changesNothingWhenTheSameIsAppliedAgain() {
        JsonNode first = apply("me", "{a: '1'}").requireStatus(201).body();

        JsonNode second = apply("me", "{a: '1'}").requireStatus(200).body();

        assertThat(second.path("metadata")).isEqualTo(first.path("metadata"));
    }

    @Test
    default void mergesItemsByKeyAndRemovesOnlyItsOwn() {
        String widgets = path(Widgets.GROUP_VERSION, Widgets.PLURAL) + "/one?fieldManager=";
        http().patch(APPLY_PATCH, widgets + "me", Widgets.yaml("one", "{size: 1, items: [{name: a}, {name: b}]}"))
                .requireStatus(201);
        http().patch(APPLY_PATCH, widgets + "other", Widgets.yaml("one", "{size: 1, items: [{name: c}]}"))
                .requireStatus(200);

        JsonNode applied = http().patch(
                        APPLY_PATCH, widgets + "me", Widgets.yaml("one", "{size: 1, items: [{name: b, value: x}]}"))
                .requireStatus(200)
                .body();

        assertThat(applied.at("/spec/items")).hasToString("[{\"name\":\"b\",\"value\":\"x\"},{\"name\":\"c\"}]");
    }

    @Test
    default void refusesWhatCannotBeApplied() {
        createConfigMap("one", "{a: '1'}");
        String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: one";

        http().patch(APPLY_PATCH, configMaps() + "/one", map + "}}").requireStatus(422);
        http().patch(APPLY_PATCH, configMaps() + "/one?fieldManager=me", map + ", managedFields: [{}]}}")
                .requireStatus(400);
        PlainHttp.Answer stale = http().patch(
                        APPLY_PATCH,
                        configMaps() + "/one?fieldManager=me",
                        map + ", resourceVersion: '1'}, data: {b: c}}");
        assertThat(stale.requireStatus(409).causes()).isEmpty();
        http().patch(APPLY_PATCH, configMaps() + "/one?fieldManager=me", map + "}, nonsense: 1}")
                .requireStatus(500);
    }

    @Test
    default void writesStatusThroughItsSubresourceOnly() {
        String widgets = path(Widgets.GROUP_VERSION, Widgets.PLURAL);
        http().post(widgets, Widgets.yaml("one", "{size: 1}")).requireStatus(201);

        JsonNode applied = http().patch(
                        APPLY_PATCH,
                        widgets + "/one/status?fieldManager=me",
                        "{apiVersion: " + Widgets.GROUP_VERSION
                                + ", kind: Widget, metadata: {name: one}, spec: {size: 5}, status:"
                                + " {phase: Running}}")
                .requireStatus(200)
                .body();

        assertThat(applied.at("/spec/size").asInt()).isEqualTo(1);
        assertThat(applied.at("/status/phase").asText()).isEqualTo("Running");
        assertThat(fieldsOf(applied, "me", "Apply", "status")).hasToString("{\"f:status\":{\"f:phase\":{}}}");
    }

    @Test
    default void isUnderstoodByTheClient() {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("one")
                .withNamespace(namespace())
                .endMetadata()
                .addToData("a", "1")
                .build();

        ConfigMap applied = client().resource(map).fieldManager("me").serverSideApply();

        assertThat(applied.getMetadata().getManagedFields().get(0).getManager()).isEqualTo("me");
    }
}
