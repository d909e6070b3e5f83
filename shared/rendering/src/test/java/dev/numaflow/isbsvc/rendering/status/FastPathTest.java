package dev.numaflow.isbsvc.rendering.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.numaflow.isbsvc.rendering.Services;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastPathTest {

    private static final String HANDLED =
            """
            metadata: {name: n, generation: 2, finalizers: [numaflow.numaproj.io/isbsvc-controller, isbsvc.numaflow.numaproj.io/deletion]}
            status:
              observedGeneration: 2
              conditions: [{type: AnnotationsObserved, status: "True", message: "%s"}]
            """
                    .formatted(AnnotationHash.of(Map.of()));

    @Test
    void endsAtOnceWhereEverythingWasReconciled() {
        assertThat(nothingToDo(HANDLED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generation: 2, | generation: 3,",
                "name: n, | name: n, deletionTimestamp: 2026-01-01T00:00:00Z,",
                "name: n, | name: n, annotations: {isbsvc.numaflow.numaproj.io/replay: now},",
                ", finalizers: [numaflow.numaproj.io/isbsvc-controller, isbsvc.numaflow.numaproj.io/deletion] | ",
                ", isbsvc.numaflow.numaproj.io/deletion] | ]",
                "[numaflow.numaproj.io/isbsvc-controller, | [",
                "observedGeneration: 2 | observedGeneration: 1",
            })
    void readsWhereSomethingChanged(String change) {
        String[] parts = change.split(" \\| ?", 2);

        assertThat(nothingToDo(HANDLED.replace(parts[0], parts[1]))).isFalse();
    }

    /** Nothing was made of a refused service, so it has no finalizer, and waits for its user. */
    @Test
    void leavesARefusedServiceAlone() {
        assertThat(nothingToDo(HANDLED.replace(
                                ", finalizers: [numaflow.numaproj.io/isbsvc-controller, isbsvc.numaflow.numaproj.io/deletion]",
                                "")
                        .replace("conditions: [", "conditions: [{type: Configured, status: \"False\"}, ")))
                .isTrue();
    }

    /** One that another controller made runs on as it was; nothing of ours waits for its deletion. */
    @Test
    void leavesARunningServiceAloneWhoseSpecIsRefused() {
        String adopted = HANDLED.replace(", isbsvc.numaflow.numaproj.io/deletion]", "]");

        assertThat(nothingToDo(adopted.replace(
                        "conditions: [", "conditions: [{type: ChangesHeld, status: \"True\", reason: InvalidSpec}, ")))
                .isTrue();
        assertThat(nothingToDo(adopted.replace(
                        "conditions: [", "conditions: [{type: ChangesHeld, status: \"True\", reason: Held}, ")))
                .isFalse();
    }

    /** The finalizer is the first thing that `creation` writes; without this, `update` would do the same work beside it. */
    @Test
    void leavesAServiceToCreationThatHasBegunWithIt() {
        String begun = "metadata: {name: n, generation: 1, finalizers: [numaflow.numaproj.io/isbsvc-controller,"
                + " isbsvc.numaflow.numaproj.io/deletion]}";

        assertThat(nothingToDo(begun)).isTrue();
        assertThat(nothingToDo(begun.replace("generation: 1", "generation: 2"))).isFalse();
        assertThat(nothingToDo(begun.replace("isbsvc-controller", "other"))).isFalse();
        assertThat(nothingToDo(begun.replace("name: n", "name: n, deletionTimestamp: 2026-01-01T00:00:00Z")))
                .isFalse();
        assertThat(nothingToDo(
                        begun + "\nstatus: {phase: Pending, conditions: [{type: Configured, status: \"True\"}]}"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata: 5",
                "text",
                "[]",
                "{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{}]}}",
                "status: {conditions: 7}",
            })
    void believesNothingThatNoApiServerSends(String odd) {
        assertThat(nothingToDo(odd)).isFalse();
    }

    private static boolean nothingToDo(String event) {
        try {
            return FastPath.nothingToDo(Services.YAML.readTree(event));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
