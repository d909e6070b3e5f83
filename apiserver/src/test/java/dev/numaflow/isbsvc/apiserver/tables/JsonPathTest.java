package dev.numaflow.isbsvc.apiserver.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.apiserver.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
    private static final String OBJECT = "{\"spec\":{\"size\":3,\"a.b\":\"dotted\",\"list\":[{\"n\":1},{\"n\":2}]},"
            + "\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".spec.size | 3",
                ".spec.list[1].n | 2",
                ".spec.list[*].n | 1",
                ".spec.a\\.b | dotted",
                ".spec['a.b'] | dotted",
                ".status.conditions[?(@.type==\"Ready\")].status | True",
                ".status.conditions[?(@.type=='A')].status | False",
                ".status.none | ``",
                ".status.conditions[7].type | ``"
            })
    void findsTheFirstValue(String path, String value) {
        assertThat(JsonPath.first(Json.parseOwn(OBJECT), path).asText()).isEqualTo(value);
    }
}
