package dev.numaflow.isbsvc.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One object that cannot be read hides no other, and still owns what it owns and uses what it uses. */
class ListPageTest {

    private static final String HEAD =
            """
            {"metadata": {"name": "%s", "namespace": "team-a", "uid": "u-%1$s", "labels": {"ü": "\\u00fc€"},
             "annotations": {"numaflow.numaproj.io/instance": "i", "long": "%2$s"},
             "managedFields": [{"manager": "x"}]},
             "spec": {"interStepBufferServiceName": "isb", "vertices": [], "other": %3$s}, "status": {"phase": "Running"}}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"deep", "name", "number", "large"})
    void anObjectThatCannotBeReadHidesNoOther(String kind) {
        String poison =
                switch (kind) {
                    case "deep" -> "[".repeat(1500) + "]".repeat(1500);
                    case "name" -> "{\"" + "x".repeat(60_000) + "\": 1}";
                    case "number" -> "9".repeat(2000);
                    default -> "[" + "{},".repeat(700_000) + "{}]";
                };

        ListPage page =
                page(object("a", "{\"x\": [1, \"2\", null, true]}"), object("bad", poison), object("c", "\"ü\""));

        assertThat(page.next()).isEqualTo("more");
        assertThat(page.items())
                .extracting(item -> item.at("/metadata/name").asText())
                .containsExactly("a", "bad", "c");
        assertThat(page.items()).allMatch(item -> item.path("kind").asText().equals("Pipeline"));
        assertThat(page.items().get(0).at("/spec/other/x")).hasSize(4);
        assertThat(page.items().get(2).at("/spec/other").asText()).isEqualTo("ü");
        JsonNode bad = page.items().get(1);
        assertThat(bad.at("/metadata/uid").asText()).isEqualTo("u-bad");
        assertThat(bad.at("/metadata/labels/ü").asText()).isEqualTo("ü€");
        assertThat(bad.at("/metadata/annotations/numaflow.numaproj.io~1instance")
                        .asText())
                .isEqualTo("i");
        assertThat(bad.at("/metadata").has("managedFields")).isFalse();
        assertThat(bad.at("/metadata/annotations").has("long")).isFalse();
        assertThat(bad.at("/spec/interStepBufferServiceName").asText()).isEqualTo("isb");
        assertThat(bad.at("/status/phase").asText()).isEqualTo("Running");
    }

    /** Else all its streams would be taken for unwanted. */
    @Test
    void whatWasNotReadIsAPipelineThatNobodyCanReadAndNoneThatWantsNothing() {
        JsonNode bad =
                page(object("bad", "[".repeat(1500) + "]".repeat(1500))).items().get(0);

        assertThat(PipelineLikes.read(bad).isGood()).isFalse();
        LivePipelines living = LivePipelines.of(List.of(bad));
        assertThat(living.pipelines()).isEmpty();
        assertThat(living.owners()).containsExactly(StreamOwner.of(bad));
    }

    /** A write would remove what was left out. */
    @Test
    void whatWasNotReadIsNeverWritten() {
        JsonNode bad =
                page(object("bad", "[".repeat(1500) + "]".repeat(1500))).items().get(0);
        try (StandInApiServer server = new StandInApiServer((exchange, body) -> body.write('{'))) {
            Cluster cluster = new Cluster(server.client());

            assertThatThrownBy(() -> cluster.replace(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cluster.replaceStatus(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThat(server.asked()).isEmpty();
        }
    }

    /** One namespace can use up its own part alone. */
    @Test
    void ofLargeObjectsOnlySoManyAreHeldWhole() {
        ObjectSizes sizes = new ObjectSizes();
        int quarter = ObjectSizes.OF_A_NAMESPACE / 4;

        for (int i = 0; i < 4; i++) {
            assertThat(sizes.fits("team-a", quarter)).isTrue();
        }
        assertThat(sizes.fits("team-a", quarter)).isFalse();
        assertThat(sizes.fits("team-b", quarter)).isTrue();
        assertThat(sizes.fits("team-c", ObjectSizes.OF_A_LIST)).isFalse();
    }

    private static String object(String name, String other) {
        return HEAD.formatted(name, "l".repeat(2000), other);
    }

    private static ListPage page(String... objects) {
        String json = "{\"kind\": \"List\", \"metadata\": {\"continue\": \"more\"}, \"items\": ["
                + String.join(",", objects) + "]}";
        return ListPage.of(json.getBytes(StandardCharsets.UTF_8), ObjectKind.PIPELINE, new ObjectSizes());
    }
}
