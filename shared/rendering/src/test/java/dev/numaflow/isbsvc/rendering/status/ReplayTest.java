package dev.numaflow.isbsvc.rendering.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final String FIRST = Annotations.REPLAY + ": one";
    private static final String APPROVED = "isbsvc.numaflow.numaproj.io/approve: x";

    @Test
    void isAskedForByEachNewValueOnce() {
        assertThat(asked("", Map.of())).isFalse();
        assertThat(asked(FIRST, Map.of())).isTrue();
        assertThat(asked(FIRST, Map.of(Annotations.REPLAY, "one"))).isFalse();
        assertThat(asked(FIRST, Map.of(Annotations.REPLAY, "another"))).isTrue();
    }

    @Test
    void isNotAskedForAgainByOtherAnnotations() {
        assertThat(asked(FIRST + ", " + APPROVED, Map.of(Annotations.REPLAY, "one")))
                .isFalse();
        assertThat(asked(APPROVED, Map.of())).isFalse();
    }

    /** What was handled by an earlier release stays handled. */
    @Test
    void changesNoDigestWhereNobodyAskedForIt() {
        Map<String, String> annotations = Map.of("isbsvc.numaflow.numaproj.io/approve", "x");

        assertThat(AnnotationHash.of(annotations)).isEqualTo(Digest.sha256(annotations.toString()));
    }

    private static boolean asked(String annotations, Map<String, String> handled) {
        try {
            return Replay.isAskedFor(StrictReader.withoutSpec(Services.YAML.readTree(
                    """
                    metadata: {name: n, annotations: {%s}}
                    status: {conditions: [{type: AnnotationsObserved, status: "True", message: "%s"}]}
                    """
                            .formatted(annotations, AnnotationHash.of(handled)))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
