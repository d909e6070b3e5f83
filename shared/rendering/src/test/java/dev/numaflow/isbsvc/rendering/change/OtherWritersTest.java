package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who counts as a second writer of a child, and who as a person that edited it. */
class OtherWritersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ObjectNode child = ours();

    @Test
    void oneWriteByNumaflowsControllerMakesItASecondWriterForADay() {
        isPutRightAfter("numaflow", NOON);

        assertThat(OtherWriters.among(List.of(child), NOON.plusSeconds(1)))
                .isEqualTo(Map.of("numaflow", List.of("StatefulSet isbsvc-a-js")));
        assertThat(OtherWriters.among(List.of(child), NOON.plus(Duration.ofHours(25))))
                .isEmpty();
    }

    @Test
    void anEditByAPersonIsPutRightAndForgotten() {
        isPutRightAfter("kubectl-edit", NOON);
        isPutRightAfter("kubectl-edit", NOON.plusSeconds(60));

        assertThat(OtherWriters.among(List.of(child), NOON.plusSeconds(61))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"60, true", "1500, true", "3000, false"})
    void whoeverComesBackThreeTimesWithinAnHourIsASecondWriter(int seconds, boolean isSecond) {
        for (int write = 0; write < 3; write++) {
            isPutRightAfter("argocd-controller", NOON.plusSeconds((long) write * seconds));
        }

        Instant now = NOON.plusSeconds(2L * seconds + 1);
        assertThat(OtherWriters.among(List.of(child), now).keySet())
                .isEqualTo(isSecond ? Set.of("argocd-controller") : Set.of());
    }

    @Test
    void theSameWriteCountsOnce() {
        write("numaflow", NOON, "f:spec", "");
        child.withObject("/metadata/annotations")
                .put(Annotations.OTHER_WRITERS, OtherWriters.note(child).orElseThrow());

        assertThat(OtherWriters.note(child)).isEmpty();
    }

    @Test
    void statusScaleMetadataAndOurOwnWritesAreNobodys() {
        write("isbsvc", NOON, "f:spec", "");
        write("kube-controller-manager", NOON, "f:status", "status");
        write("kubectl", NOON, "f:spec", "scale");
        write("kubectl-annotate", NOON, "f:metadata", "");

        assertThat(OtherWriters.note(child)).isEmpty();
    }

    /** Its creator is no second writer: it is taken over with what that wrote. */
    @Test
    void aChildThatIsNotOursYetHasNoSecondWriter() {
        write("numaflow", NOON, "f:spec", "");
        child.withObject("/metadata/annotations").remove(Annotations.RENDERED);

        assertThat(OtherWriters.note(child)).isEmpty();
    }

    @Test
    void whatIsKeptIsBounded() {
        for (int manager = 0; manager < 20; manager++) {
            for (int write = 0; write < 20; write++) {
                isPutRightAfter("m/~" + manager, NOON.plusSeconds(manager * 100L + write));
            }
        }

        OtherWriters noted = OtherWriters.notedOn(child);
        assertThat(noted.writes()).hasSize(4).containsKey("m/~19");
        assertThat(noted.writes().values()).allMatch(times -> times.size() == 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[]", "{\"numaflow\": [\"yesterday\"]}", "{\"numaflow\": 7}", "null"})
    void whatSomebodyEditedSaysNothing(String note) {
        child.withObject("/metadata/annotations").put(Annotations.OTHER_WRITERS, note);

        assertThat(OtherWriters.among(List.of(child), NOON)).isEmpty();
    }

    @Test
    void theWordsAboutASecondWriterStayTheSame() {
        isPutRightAfter("numaflow", NOON);
        List<HeldChange> held = OtherWriters.held(Services.jetstream("replicas: 3"), List.of(child), NOON);
        isPutRightAfter("numaflow", NOON.plusSeconds(5));

        assertThat(OtherWriters.held(Services.jetstream("replicas: 3"), List.of(child), NOON.plusSeconds(6)))
                .isEqualTo(held);
        assertThat(held).singleElement().satisfies(change -> assertThat(change.toString())
                .contains("StatefulSet isbsvc-a-js", "numaflow writes these objects too", "knative/manifests/fence"));
    }

    private static ObjectNode ours() {
        ObjectNode child = JSON.createObjectNode().put("kind", "StatefulSet");
        child.putObject("metadata").put("name", "isbsvc-a-js");
        child.withObject("/metadata/annotations").put(Annotations.RENDERED, "0123456789abcdef");
        return child;
    }

    private void write(String manager, Instant time, String field, String subresource) {
        ObjectNode entry =
                child.withObject("/metadata").withArray("managedFields").addObject();
        entry.put("manager", manager).put("time", time.toString()).put("subresource", subresource);
        entry.putObject("fieldsV1").putObject(field);
    }

    private void isPutRightAfter(String manager, Instant time) {
        write(manager, time, "f:spec", "");
        Optional<String> note = OtherWriters.note(child);
        JsonNode annotations = child.withObject("/metadata/annotations");
        note.ifPresent(text -> ((ObjectNode) annotations).put(Annotations.OTHER_WRITERS, text));
        child.withObject("/metadata").remove("managedFields");
    }
}
