package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Custom resources: the schema of their definition holds. */
interface CustomResourceContract extends ApiContract {

    private String widgets() {
        return path(Widgets.GROUP_VERSION, Widgets.PLURAL);
    }

    @Test
    default void defaultsAndPrunesByTheSchema() {
        JsonNode spec = http().post(
                        widgets(),
                        Widgets.yaml(
                                "one", "{size: 1, nonsense: x, any: {x: {y: 1}}, nested: {other: 1}, color: null}"))
                .requireStatus(201)
                .body()
                .path("spec");

        assertThat(spec).isEqualTo(PlainHttp.resource("widget-defaulted.yaml"));
    }

    @Test
    default void refusesEveryValueThatTheSchemaForbids() {
        assertThat(http().post(
                                widgets(),
                                Widgets.yaml(
                                        "one",
                                        "{size: 10, color: blue, name: '1', replicas: x, tags: x, items: [{name: a}, {name: a}]}"))
                        .requireStatus(422)
                        .causes())
                .contains("spec.replicas FieldValueTypeInvalid", "spec.tags FieldValueTypeInvalid");
        assertThat(http().post(widgets(), Widgets.yaml("one", "{size: 10, color: blue, name: '1'}"))
                        .requireStatus(422)
                        .causes())
                .containsExactlyInAnyOrder(
                        "spec.size FieldValueInvalid",
                        "spec.color FieldValueNotSupported",
                        "spec.name FieldValueInvalid");
        assertThat(http().post(widgets(), Widgets.yaml("one", "{}"))
                        .requireStatus(422)
                        .causes())
                .containsExactly("spec.size FieldValueRequired");
        assertThat(http().post(widgets(), Widgets.yaml("one", "{size: 1, items: [{name: a}, {name: a}]}"))
                        .requireStatus(422)
                        .causes()
                        .findFirst())
                .hasValueSatisfying(cause -> assertThat(cause).startsWith("spec.items"));
    }

    @Test
    default void refusesUnknownFieldsOfThemIfAskedToBeStrict() {
        assertThat(http().post(widgets() + "?fieldValidation=Strict", Widgets.yaml("one", "{size: 1, nonsense: 1}"))
                        .requireStatus(400)
                        .body()
                        .path("message")
                        .asText())
                .contains("unknown field \"spec.nonsense\"");
    }

    @Test
    default void writesStatusAndTheRestApart() {
        http().post(
                        widgets(),
                        "{apiVersion: " + Widgets.GROUP_VERSION
                                + ", kind: Widget, metadata: {name: one}, spec: {size: 1}, status: {phase: Early}}")
                .requireStatus(201);

        JsonNode status = http().patch(
                        MERGE_PATCH, widgets() + "/one/status", "{spec: {size: 2}, status: {phase: Running}}")
                .requireStatus(200)
                .body();
        JsonNode spec = http().patch(MERGE_PATCH, widgets() + "/one", "{spec: {size: 3}, status: {phase: Lost}}")
                .requireStatus(200)
                .body();

        assertThat(status.at("/spec/size").asInt()).isEqualTo(1);
        assertThat(status.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(spec.at("/status/phase").asText()).isEqualTo("Running");
        assertThat(spec.at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    default void refusesAStaleStatus() {
        JsonNode created = http().post(widgets(), Widgets.yaml("one", "{size: 1}"))
                .requireStatus(201)
                .body();
        http().patch(MERGE_PATCH, widgets() + "/one", "{spec: {size: 2}}").requireStatus(200);

        http().put(widgets() + "/one/status", created.toString()).requireStatus(409);
    }

    @Test
    default void needsAVersionToBeReplaced() {
        http().post(widgets(), Widgets.yaml("one", "{size: 1}")).requireStatus(201);

        assertThat(http().put(widgets() + "/one", Widgets.yaml("one", "{size: 2}"))
                        .requireStatus(422)
                        .causes())
                .containsExactly("metadata.resourceVersion FieldValueInvalid");
    }

    @Test
    default void printsTheColumnsTheyAskFor() {
        http().post(widgets(), Widgets.yaml("one", "{size: 4}")).requireStatus(201);
        http().patch(MERGE_PATCH, widgets() + "/one/status", "{status: {phase: Early}}")
                .requireStatus(200);

        JsonNode table = http().getAs("application/json;as=Table;v=v1;g=meta.k8s.io", widgets())
                .body();

        assertThat(table.path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Size", "Phase", "Age");
        assertThat(table.at("/rows/0/cells").toString()).startsWith("[\"one\",4,\"Early\",");
    }
}
