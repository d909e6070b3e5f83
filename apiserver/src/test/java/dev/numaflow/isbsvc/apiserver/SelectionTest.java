package dev.numaflow.isbsvc.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final ObjectNode OBJECT = Json.object();

    static {
        Json.objectAt(OBJECT, "metadata", "labels").put("app", "x").put("a.b/tier", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "app=x",
                "app==x",
                "app!=y",
                "other!=x",
                "!other",
                "app=x,!other,a.b/tier",
                "a.b/tier="
            })
    void selects(String selector) {
        assertThat(Selection.labels(selector).test(OBJECT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "app=y", "app!=x", "!app", "app=x,other"})
    void selectsNot(String selector) {
        assertThat(Selection.labels(selector).test(OBJECT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "=x", "app in (x)", "app in x", "app>1"})
    void refusesWhatItCannotRead(String selector) {
        assertThatThrownBy(() -> Selection.labels(selector)).isInstanceOf(Failure.class);
    }
}
