package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Which manager owns which field, as metadata.managedFields tells it. */
interface OwnershipContract extends ApiContract {

    /** The fields of a manager of the object itself; missing if it owns none. */
    static JsonNode fieldsOf(JsonNode object, String manager) {
        for (JsonNode each : object.at("/metadata/managedFields")) {
            if (each.path("manager").asText().equals(manager)
                    && each.path("subresource").asText().isEmpty()) {
                return each.path("fieldsV1");
            }
        }
        return object.path("no such manager");
    }

    @Test
    default void aFieldAddedByHandBelongsToTheOneWhoAddedIt() {
        String services = path("v1", "services");
        String service = "{metadata: {name: one}, spec: {clusterIP: None, selector: {a: b}, ports: [{port: 80}]}}";
        http().as("creator/1.0").post(services, service).requireStatus(201);

        JsonNode edited = http().patch(
                        STRATEGIC_PATCH,
                        services + "/one?fieldManager=kubectl-edit",
                        "{spec: {selector: {more: than-ours}}}")
                .requireStatus(200)
                .body();

        assertThat(fieldsOf(edited, "kubectl-edit").path("f:spec").has("f:selector"))
                .isTrue();
        assertThat(fieldsOf(edited, "creator").toString())
                .doesNotContain("more")
                .contains("f:type");
    }

    @Test
    default void aWriterMayTakeFieldsFromTheirOwner() {
        JsonNode created = http().as("other/1.0")
                .post(configMaps(), "{metadata: {name: one}, data: {a: '1'}}")
                .requireStatus(201)
                .body();
        ObjectNode mine = created.deepCopy();
        ((ObjectNode) mine.at("/metadata/managedFields/0")).put("manager", "writer");

        JsonNode taken = http().as("writer/1.0")
                .put(configMaps() + "/one", mine.toString())
                .requireStatus(200)
                .body();

        assertThat(fieldsOf(taken, "other").isMissingNode()).isTrue();
        assertThat(fieldsOf(taken, "writer").toString()).contains("f:a");
    }

    @Test
    default void aChangedFieldChangesItsOwner() {
        http().as("creator/1.0")
                .post(configMaps(), "{metadata: {name: one}, data: {a: '1', b: '2'}}")
                .requireStatus(201);

        JsonNode changed = http().as("changer/1.0")
                .put(configMaps() + "/one", "{metadata: {name: one}, data: {a: '1', b: '3'}}")
                .body();

        assertThat(fieldsOf(changed, "creator").path("f:data").has("f:a")).isTrue();
        assertThat(fieldsOf(changed, "changer").path("f:data").has("f:b")).isTrue();
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
        assertThat(fieldsOf(changed, "creator").path("f:data").has("f:a")).isTrue();
    }
}
