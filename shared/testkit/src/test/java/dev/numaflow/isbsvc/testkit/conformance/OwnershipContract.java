package dev.numaflow.isbsvc.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Which manager owns which field, as metadata.managedFields tells it. */
interface OwnershipContract extends ApiContract {

    /** The fields of a manager, without those it does not own; missing if it owns none. */
    static JsonNode fieldsOf(JsonNode object, String manager, String operation, String subresource) {
        for (JsonNode each : object.at("/metadata/managedFields")) {
            if (each.path("manager").asText().equals(manager)
                    && each.path("operation").asText().equals(operation)
                    && each.path("subresource").asText().equals(subresource)) {
                return each.path("fieldsV1");
            }
        }
        return object.path("no such manager");
    }

    @Test
    default void theCreatorOwnsWhatItSaidAndWhatWasDefaulted() {
        JsonNode created = http().as("creator/1.0")
                .post(
                        path("apps/v1", "statefulsets"),
                        PlainHttp.resource("statefulset.yaml").toString())
                .requireStatus(201)
                .body();

        assertThat(fieldsOf(created, "creator", "Update", "")).isEqualTo(PlainHttp.resource("statefulset-owned.yaml"));
    }

    @Test
    default void aFieldAddedByHandBelongsToTheOneWhoAddedIt() {
        String sets = path("apps/v1", "statefulsets");
        http().as("creator/1.0")
                .post(sets, PlainHttp.resource("statefulset.yaml").toString())
                .requireStatus(201);

        JsonNode edited = http().patch(
                        STRATEGIC_PATCH,
                        sets + "/nodes?fieldManager=kubectl-edit",
                        "{spec: {template: {spec: {nodeSelector: {disk: ssd}, containers: [{name: main, env: [{name: ADDED, value: x}]}]}}}}")
                .requireStatus(200)
                .body();

        assertThat(fieldsOf(edited, "kubectl-edit", "Update", ""))
                .hasToString(
                        "{\"f:spec\":{\"f:template\":{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"main\\\"}\":"
                                + "{\"f:env\":{\"k:{\\\"name\\\":\\\"ADDED\\\"}\":{\".\":{},\"f:name\":{},\"f:value\":{}}}}},"
                                + "\"f:nodeSelector\":{}}}}}");
        assertThat(fieldsOf(edited, "creator", "Update", "").toString()).doesNotContain("ADDED");
    }

    @Test
    default void aChangedFieldChangesItsOwner() {
        http().as("creator/1.0")
                .post(configMaps(), "{metadata: {name: one}, data: {a: '1', b: '2'}}")
                .requireStatus(201);

        JsonNode changed = http().as("changer/1.0")
                .put(configMaps() + "/one", "{metadata: {name: one}, data: {a: '1', b: '3'}}")
                .body();

        assertThat(fieldsOf(changed, "creator", "Update", "")).hasToString("{\"f:data\":{\".\":{},\"f:a\":{}}}");
        assertThat(fieldsOf(changed, "changer", "Update", "")).hasToString("{\"f:data\":{\"f:b\":{}}}");
    }

    @Test
    default void aRemovedFieldBelongsToNobody() {
        http().as("creator/1.0")
                .post(configMaps(), "{metadata: {name: one}, data: {a: '1', b: '2'}}")
                .requireStatus(201);

        JsonNode changed = http().as("changer/1.0")
                .put(configMaps() + "/one", "{metadata: {name: one}, data: {a: '1'}}")
                .body();

        assertThat(changed.at("/metadata/managedFields")).hasSize(1);
        assertThat(fieldsOf(changed, "creator", "Update", "")).hasToString("{\"f:data\":{\".\":{},\"f:a\":{}}}");
    }

    @Test
    default void statusIsOwnedApart() {
        String widgets = path(Widgets.GROUP_VERSION, Widgets.PLURAL);
        http().as("creator/1.0").post(widgets, Widgets.yaml("one", "{size: 1}")).requireStatus(201);

        JsonNode written = http().as("creator/1.0")
                .patch(MERGE_PATCH, widgets + "/one/status", "{status: {phase: Running}}")
                .requireStatus(200)
                .body();

        assertThat(fieldsOf(written, "creator", "Update", "status"))
                .hasToString("{\"f:status\":{\".\":{},\"f:phase\":{}}}");
        assertThat(fieldsOf(written, "creator", "Update", ""))
                .hasToString("{\"f:spec\":{\".\":{},\"f:color\":{},\"f:nested\":{\".\":{},\"f:enabled\":{}},"
                        + "\"f:replicas\":{},\"f:size\":{}}}");
    }

    @Test
    default void ownersAndFinalizersAreOwnedOneByOne() {
        JsonNode created = http().as("creator/1.0")
                .post(
                        configMaps(),
                        "{metadata: {name: one, labels: {a: b}, ownerReferences: [{apiVersion: v1, kind: ConfigMap,"
                                + " name: p, uid: u-1}]}}")
                .requireStatus(201)
                .body();

        assertThat(fieldsOf(created, "creator", "Update", ""))
                .hasToString("{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:a\":{}},\"f:ownerReferences\":"
                        + "{\".\":{},\"k:{\\\"uid\\\":\\\"u-1\\\"}\":{}}}}");
    }
}
