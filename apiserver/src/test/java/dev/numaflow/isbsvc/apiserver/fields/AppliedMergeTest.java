package dev.numaflow.isbsvc.apiserver.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import dev.numaflow.isbsvc.apiserver.schema.SchemaDefinitions;
import dev.numaflow.isbsvc.apiserver.types.BuiltinTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliedMergeTest {
    private static final SchemaDefinitions DEFINITIONS = BuiltinTypes.load().definitions();

    private static ObjectNode list(String names) {
        StringBuilder items = new StringBuilder();
        for (String name : names.isEmpty() ? new String[0] : names.split("")) {
            items.append("{name: ").append(name).append("},");
        }
        return (ObjectNode) yaml("{items: [" + items + "]}");
    }

    private static JsonNode yaml(String text) {
        try {
            return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Letters are items: the live list, the applied one, the merged one. */
    @ParameterizedTest
    @CsvSource({"abc,b,abc", "abc,d,abcd", "ab,ba,ba", "abc,ca,bca", "'',ab,ab", "abc,xb,axbc", "abcd,dxa,bcdxa"})
    void mergesItemsInAnOrderThatRespectsBoth(String live, String applied, String merged) {
        Schema schema = Schema.custom(
                yaml(
                        "{type: object, properties: {items: {type: array, x-kubernetes-list-type: map,"
                                + " x-kubernetes-list-map-keys: [name], items: {type: object, properties: {name: {type: string}}}}}}"),
                DEFINITIONS);

        JsonNode result = AppliedMerge.merge(list(live), list(applied), schema);

        assertThat(String.join("", result.findValuesAsText("name"))).isEqualTo(merged);
    }
}
