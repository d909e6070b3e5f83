package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Objects: what they are given at birth, and how they are changed without losing anybody's change. */
interface ObjectContract extends ApiContract {

    @Test
    default void givesEachObjectAnIdentityOfItsOwn() {
        JsonNode metadata = createConfigMap("one", "{a: b}").path("metadata");

        assertThat(metadata.path("uid").asText()).matches("[0-9a-f-]{36}");
        assertThat(metadata.path("resourceVersion").asText()).isNotEmpty();
        assertThat(metadata.path("creationTimestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(metadata.path("namespace").asText()).isEqualTo(namespace());
        assertThat(metadata.has("generation")).isFalse();
    }

    @Test
    default void makesNamesFromAPrefix() {
        String yaml = "{metadata: {generateName: made-}}";
        String first = http().post(configMaps(), yaml)
                .requireStatus(201)
                .body()
                .at("/metadata/name")
                .asText();
        String second = http().post(configMaps(), yaml)
                .requireStatus(201)
                .body()
                .at("/metadata/name")
                .asText();

        assertThat(first).startsWith("made-").hasSize(10).isNotEqualTo(second);
    }

    @Test
    default void refusesASecondObjectOfTheSameName() {
        createConfigMap("one", "{a: b}");

        assertThat(http().post(configMaps(), "{metadata: {name: one}}")
                        .requireStatus(409)
                        .reason())
                .isEqualTo("AlreadyExists");
    }

    @Test
    default void refusesObjectsInANamespaceThatIsNotThere() {
        assertThat(http().post("/api/v1/namespaces/nowhere/configmaps", "{metadata: {name: one}}")
                        .requireStatus(404)
                        .body()
                        .at("/details/kind")
                        .asText())
                .isEqualTo("namespaces");
    }

    @Test
    default void reportsWhatIsNotFoundFromWhatIsNotServed() {
        assertThat(http().get(configMaps() + "/none")
                        .requireStatus(404)
                        .body()
                        .at("/details/name")
                        .asText())
                .isEqualTo("none");
        assertThat(http().get("/api/v1/nonsense")
                        .requireStatus(404)
                        .body()
                        .at("/details/name")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    default void refusesAStaleUpdate() {
        String version =
                createConfigMap("one", "{a: b}").at("/metadata/resourceVersion").asText();
        String update = "{metadata: {name: one, resourceVersion: '" + version + "'}, data: {a: c}}";
        http().put(configMaps() + "/one", update).requireStatus(200);

        assertThat(http().put(configMaps() + "/one", update).requireStatus(409).reason())
                .isEqualTo("Conflict");
    }

    @Test
    default void writesNothingWhenNothingChanges() {
        JsonNode created = createConfigMap("one", "{a: b}");

        JsonNode again = http().put(configMaps() + "/one", "{metadata: {name: one}, data: {a: b}}")
                .body();

        assertThat(again.at("/metadata/resourceVersion")).isEqualTo(created.at("/metadata/resourceVersion"));
    }

    @Test
    default void countsGenerationsOfWhatIsWantedOnly() {
        String sets = path("apps/v1", "statefulsets");
        assertThat(http().post(sets, PlainHttp.resource("statefulset.yaml").toString())
                        .body()
                        .at("/metadata/generation"))
                .hasToString("1");

        http().patch(MERGE_PATCH, sets + "/nodes", "{metadata: {annotations: {a: b}}}")
                .requireStatus(200);
        http().patch(MERGE_PATCH, sets + "/nodes/status", "{status: {replicas: 0, collisionCount: 1}}")
                .requireStatus(200);
        JsonNode labelled = http().get(sets + "/nodes").body();
        JsonNode changed = http().patch(MERGE_PATCH, sets + "/nodes", "{spec: {minReadySeconds: 3}}")
                .body();

        assertThat(labelled.at("/metadata/generation")).hasToString("1");
        assertThat(changed.at("/metadata/generation")).hasToString("2");
    }

    @Test
    default void leavesNoTraceOfADryRun() {
        createConfigMap("one", "{a: b}");

        http().post(configMaps() + "?dryRun=All", "{metadata: {name: two}}").requireStatus(201);
        http().patch(MERGE_PATCH, configMaps() + "/one?dryRun=All", "{data: {a: c}}")
                .requireStatus(200);
        http().delete(configMaps() + "/one?dryRun=All", null).requireStatus(200);

        http().get(configMaps() + "/two").requireStatus(404);
        assertThat(http().get(configMaps() + "/one").body().at("/data/a").asText())
                .isEqualTo("b");
    }

    @Test
    default void assignsAPodToANodeOnce() {
        String pods = path("v1", "pods");
        http().post(pods, "{metadata: {name: one}, spec: {containers: [{name: a, image: 'a:1'}]}}")
                .requireStatus(201);

        http().post(pods + "/one/binding", "{metadata: {name: one}, target: {kind: Node, name: first}}")
                .requireStatus(201);
        http().post(pods + "/one/binding", "{metadata: {name: one}, target: {kind: Node, name: second}}")
                .requireStatus(409);

        assertThat(http().get(pods + "/one").body().at("/spec/nodeName").asText())
                .isEqualTo("first");
    }
}
