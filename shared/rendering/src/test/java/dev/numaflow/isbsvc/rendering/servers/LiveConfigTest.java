package dev.numaflow.isbsvc.rendering.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a live ConfigMap tells of the configuration and of its changes. */
class LiveConfigTest {

    private static final Instant NOON = Instant.parse("2026-01-03T12:00:00Z");

    @Test
    void onlyAConfigMapThatWasWrittenSinceItWasMadeIsCompared() {
        String made =
                "{metadata: {creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{time: '%s', fieldsV1: {'f:data':"
                        + " {'f:nats-js': {}}}}, {time: '2026-01-09T00:00:00Z', fieldsV1: {'f:metadata': {}, 'f:data': {'.': {}}}}]}, data: {nats-js: 'max_payload: 7'}}";

        assertThat(read(tree(made.formatted("2026-01-01T00:00:00Z"))).isAsMade())
                .isTrue();
        assertThat(read(tree(made.formatted("2026-01-02T00:00:00Z"))))
                .isEqualTo(new LiveConfig(Optional.of(Instant.parse("2026-01-02T00:00:00Z")), Optional.of(7L), false));
        assertThat(read(tree("{data: {nats-js: '{{{'}}")).maxPayload()).isEmpty();
    }

    /** It was deleted under running servers, which have not read the one that took its place. */
    @Test
    void oneThatIsYoungerThanTheStatefulSetIsCompared() {
        JsonNode config =
                tree("{metadata: {creationTimestamp: '2026-01-02T00:00:00Z'}, data: {nats-js: 'max_payload: 7'}}");

        assertThat(LiveConfig.of(config, tree("{metadata: {creationTimestamp: '2026-01-01T00:00:00Z'}}"))
                        .isAsMade())
                .isFalse();
        assertThat(LiveConfig.of(config, tree("{metadata: {creationTimestamp: '2026-01-02T00:00:00Z'}}"))
                        .isAsMade())
                .isTrue();
    }

    @Test
    void whatWasNotThereBeforeIsNewSinceItIsThere() {
        LiveConfig config = read(replaced(live("a"), "b", NOON));

        assertThat(config.isNew()).isTrue();
        assertThat(config.written()).contains(NOON);
    }

    /** The API server notes one time for all that a writer wrote, and each generation writes an annotation. */
    @Test
    void anAnnotationThatIsWrittenLaterIsNoChange() {
        ObjectNode config = replaced(live("a"), "b", NOON);
        config.withObject("metadata")
                .withArray("managedFields")
                .addObject()
                .put("time", "2026-01-09T00:00:00Z")
                .putObject("fieldsV1")
                .putObject("f:data");

        assertThat(read(config).written()).contains(NOON);
        assertThat(LiveConfig.change(config, config, NOON)).isEmpty();
    }

    @Test
    void whatIsChangedBackIsNotNew() {
        ObjectNode b = replaced(live("a"), "b", NOON);
        ObjectNode c = replaced(b, "c", NOON.plusSeconds(1));
        ObjectNode a = replaced(c, "a", NOON.plusSeconds(2));

        assertThat(read(c).isNew()).isTrue();
        assertThat(read(a).isNew()).isFalse();
        assertThat(read(a).written()).contains(NOON.plusSeconds(2));
        assertThat(read(replaced(a, "d", NOON)).isNew()).isTrue();
    }

    /** Somebody edited it by hand, and nobody noted that: what is rendered is what it was. */
    @Test
    void aRepairIsNotNew() {
        ObjectNode edited = rendered(live("edited"), "digest of a");
        JsonNode repaired = replaced(edited, rendered(live("a"), "digest of a"), NOON);

        assertThat(read(repaired).isNew()).isFalse();
        assertThat(read(replaced(edited, rendered(live("b"), "digest of b"), NOON))
                        .isNew())
                .isTrue();
    }

    @Test
    void whatSomebodyElseHasWrittenSinceIsNotWhatTheNoteReportsOf() {
        ObjectNode edited = replaced(live("a"), "b", NOON);
        edited.withObject("data").put("nats-js", "by hand");

        assertThat(read(edited).isNew()).isFalse();
        assertThat(read(edited).written()).isEmpty();
    }

    @Test
    void theNoteStaysShortHoweverOftenItChanges() {
        ObjectNode config = live("0");
        for (int i = 1; i <= 40; i++) {
            config = replaced(config, "" + i, NOON);
        }

        assertThat(note(config).length()).isLessThan(200);
        assertThat(read(config).isNew()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-01-03T12:00:00Z", "soon 0123", " ", "  2026-01-03T12:00:00Z x"})
    void aNoteThatWasEditedReportsNothing(String text) {
        ObjectNode config = live("a");
        config.withObject("metadata").withObject("annotations").put(Annotations.CONFIG_CHANGED, text);

        assertThat(read(config).isNew()).isFalse();
        assertThat(LiveConfig.change(config, live("b"), NOON)).isPresent();
    }

    private static ObjectNode replaced(JsonNode before, String data, Instant now) {
        return replaced(before, live(data), now);
    }

    /** As it is written over a live one, whose annotations stay. */
    private static ObjectNode replaced(JsonNode before, ObjectNode wanted, Instant now) {
        ObjectNode next = wanted.deepCopy();
        LiveConfig.change(before, wanted, now)
                .ifPresent(note ->
                        next.withObject("metadata").withObject("annotations").put(Annotations.CONFIG_CHANGED, note));
        return next;
    }

    private static String note(JsonNode config) {
        return config.path("metadata")
                .path("annotations")
                .path(Annotations.CONFIG_CHANGED)
                .asText();
    }

    private static ObjectNode live(String data) {
        return (ObjectNode) tree("{metadata: {annotations: {}}, data: {nats-js: '" + data + "'}}");
    }

    private static ObjectNode rendered(ObjectNode config, String digest) {
        config.withObject("metadata").withObject("annotations").put(Annotations.RENDERED, digest);
        return config;
    }

    private static LiveConfig read(JsonNode configMap) {
        return LiveConfig.of(configMap, MissingNode.getInstance());
    }

    private static JsonNode tree(String yaml) {
        return YamlDocuments.read(yaml, "the test's object").value().get(0);
    }
}
