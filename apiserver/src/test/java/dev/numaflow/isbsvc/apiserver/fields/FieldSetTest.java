package dev.numaflow.isbsvc.apiserver.fields;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldSetTest {
    private static final String OWNED =
            "{\"f:a\":{\".\":{},\"f:b\":{}},\"f:c\":{\"k:{\\\"name\\\":\\\"x\\\"}\":{\".\":{},\"f:name\":{}}}}";

    private static FieldSet set(String fieldsV1) {
        return FieldSet.parse(Json.parseOwn(fieldsV1));
    }

    @Test
    void readsAndWritesFieldsV1() {
        assertThat(set(OWNED)).hasToString(OWNED);
    }

    @Test
    void anElementIsAMemberOnlyIfItSaysSo() {
        FieldSet set = set("{\"f:a\":{\"f:b\":{}}}");

        assertThat(set.contains("f:a")).isFalse();
        assertThat(set.below("f:a").contains("f:b")).isTrue();
    }

    @Test
    void combinesPathByPath() {
        FieldSet other = set("{\"f:a\":{\"f:b\":{},\"f:d\":{}}}");

        assertThat(set(OWNED).intersection(other)).isEqualTo(set("{\"f:a\":{\"f:b\":{}}}"));
        assertThat(other.difference(set(OWNED))).isEqualTo(set("{\"f:a\":{\"f:d\":{}}}"));
        assertThat(other.union(set("{\"f:a\":{}}"))).isEqualTo(set("{\"f:a\":{\".\":{},\"f:b\":{},\"f:d\":{}}}"));
        assertThat(set(OWNED).difference(set(OWNED)).isEmpty()).isTrue();
    }

    @Test
    void withoutAnElementIsWithoutAllBelowIt() {
        assertThat(set(OWNED).without(set("{\"f:c\":{}}"))).isEqualTo(set("{\"f:a\":{\".\":{},\"f:b\":{}}}"));
    }

    @Test
    void namesItsPathsShortOnesFirst() {
        List<String> paths = new ArrayList<>();
        set(OWNED).forEach(path -> paths.add(PathElements.readable(path)));

        assertThat(paths).containsExactly(".a", ".a.b", ".c[name=\"x\"]", ".c[name=\"x\"].name");
    }
}
