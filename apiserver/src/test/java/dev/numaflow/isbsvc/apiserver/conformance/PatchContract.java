package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The patches: JSON, merge, strategic merge. */
interface PatchContract extends ApiContract {

    @Test
    default void mergePatchReplacesListsAndRemovesNulls() {
        http().post(configMaps(), "{metadata: {name: one, finalizers: [a.dev/a, b.dev/b]}, data: {a: '1', b: '2'}}");

        JsonNode patched = http().patch(
                        MERGE_PATCH,
                        configMaps() + "/one",
                        "{metadata: {finalizers: [b.dev/b]}, data: {a: null, c: '3'}}")
                .requireStatus(200)
                .body();

        assertThat(patched.path("data")).hasToString("{\"b\":\"2\",\"c\":\"3\"}");
        assertThat(patched.at("/metadata/finalizers")).hasToString("[\"b.dev/b\"]");
        http().patch(MERGE_PATCH, configMaps() + "/one", "{metadata: {finalizers: null}}");
    }

    @Test
    default void mergePatchWithAVersionIsAPrecondition() {
        createConfigMap("one", "{a: b}");

        assertThat(http().patch(MERGE_PATCH, configMaps() + "/one", "{metadata: {resourceVersion: '1'}, data: {a: c}}")
                        .requireStatus(409)
                        .reason())
                .isEqualTo("Conflict");
    }

    @Test
    default void jsonPatchTestsBeforeItWrites() {
        createConfigMap("one", "{a: b}");

        http().patch(
                        JSON_PATCH,
                        configMaps() + "/one",
                        "[{op: test, path: /data/a, value: b}, {op: replace, path: /data/a, value: c}]")
                .requireStatus(200);
        assertThat(http().patch(JSON_PATCH, configMaps() + "/one", "[{op: test, path: /data/a, value: b}]")
                        .requireStatus(422)
                        .reason())
                .isEqualTo("Invalid");
    }

    @Test
    default void strategicMergePatchMergesListsByTheirKeys() {
        String sets = path("apps/v1", "statefulsets");
        http().post(sets, PlainHttp.resource("statefulset.yaml").toString()).requireStatus(201);

        JsonNode patched = http().patch(
                        STRATEGIC_PATCH,
                        sets + "/nodes",
                        "{spec: {template: {spec: {containers: [{name: main, env: [{name: ADDED, value: x},"
                                + " {name: EMPTY, $patch: delete}]}, {name: beside, image: 'b:1'}]}}}}")
                .requireStatus(200)
                .body();

        JsonNode containers = patched.at("/spec/template/spec/containers");
        assertThat(containers.findValuesAsText("name"))
                .contains("ADDED", "POD_NAME", "beside")
                .doesNotContain("EMPTY");
        assertThat(containers).hasSize(2);
    }

    @Test
    default void refusesStrategicMergePatchOfCustomResourcesAndUnknownPatches() {
        http().post(path(Widgets.GROUP_VERSION, Widgets.PLURAL), Widgets.yaml("one", "{size: 1}"))
                .requireStatus(201);

        http().patch(STRATEGIC_PATCH, path(Widgets.GROUP_VERSION, Widgets.PLURAL) + "/one", "{spec: {size: 2}}")
                .requireStatus(415);
        http().patch("application/nonsense", path(Widgets.GROUP_VERSION, Widgets.PLURAL) + "/one", "{}")
                .requireStatus(415);
    }
}
