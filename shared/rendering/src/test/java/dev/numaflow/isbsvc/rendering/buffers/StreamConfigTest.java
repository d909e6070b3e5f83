package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamConfigTest {

    @ParameterizedTest
    @CsvSource({"limits, old", "interest, new", "workqueue, new"})
    void refusesNewMessagesOnlyWhereOldOnesGoOnceAcknowledged(String retention, String discard) {
        JsonNode stream = buffer("stream: {retention: %s}".formatted(retention));

        assertThat(stream.at("/config/retention").asText()).isEqualTo(retention);
        assertThat(stream.at("/config/discard").asText()).isEqualTo(discard);
    }

    @Test
    void limitsTheSizeOfAMessageWhereThatIsAskedFor() {
        String asked = "stream: {maxMsgSize: 33553408}";

        assertThat(buffer(asked).at("/config/max_msg_size").asLong()).isEqualTo(33553408);
        assertThat(buffer("stream: {MAXMSGSIZE: -1}").at("/config/max_msg_size").asLong())
                .isEqualTo(-1);
        assertThat(Samples.config(asked).streamConfig()).contains("maxmsgsize: 33553408\n");
        assertThat(BufferConfig.read(new YamlText(Samples.config(asked).streamConfig(), "status"))
                        .value())
                .isEqualTo(Samples.config(asked));
        assertThat(Samples.config("stream: {maxMsgs: 5}").streamConfig()).doesNotContain("maxmsgsize");
    }

    @Test
    void reportsNoLimitAsTheServerDoes() {
        JsonNode config = buffer("stream: {maxMsgs: 0, maxBytes: 0, maxAge: 0s, maxMsgSize: 0, storage: memory}")
                .get("config");
        assertThat(config.get("max_msg_size").asLong()).isEqualTo(-1);

        assertThat(config.get("max_msgs").asLong()).isEqualTo(-1);
        assertThat(config.get("max_bytes").asLong()).isEqualTo(-1);
        assertThat(config.get("max_age").asLong()).isZero();
        assertThat(config.get("storage").asText()).isEqualTo("memory");
    }

    @ParameterizedTest
    @CsvSource({"3h, 120000000000", "2m, 120000000000", "90s, 90000000000", "0, 120000000000"})
    void remembersIdsInABucketNoLongerThanItsValues(String ttl, long window) {
        JsonNode config = bucket("otBucket: {ttl: %s}".formatted(ttl));

        assertThat(config.get("duplicate_window").asLong()).isEqualTo(window);
    }

    @Test
    void configuresBucketsFromTheirOwnSection() {
        JsonNode config = bucket("otBucket: {maxValueSize: 1024, history: 5, maxBytes: 4096, storage: 1, replicas: 1}");

        assertThat(config.get("max_msg_size").asLong()).isEqualTo(1024);
        assertThat(config.get("max_msgs_per_subject").asLong()).isEqualTo(5);
        assertThat(config.get("max_bytes").asLong()).isEqualTo(4096);
        assertThat(config.get("storage").asText()).isEqualTo("memory");
        assertThat(config.get("num_replicas").asLong()).isEqualTo(1);
    }

    @Test
    void givesTheSideInputsStoreTheReplicasOfStreamsAndNothingElseOfTheConfiguration() {
        BufferConfig config =
                Samples.config("stream: {replicas: 1, storage: memory}\notBucket: {history: 7, storage: 1}");
        StreamConfig store = Samples.pipeline("p", "vertices: [{name: v}]")
                .value()
                .plans(config)
                .get(0)
                .streams()
                .get("KV_data-p_SIDE_INPUTS")
                .config();

        assertThat(store.number("num_replicas")).isEqualTo(1);
        assertThat(List.of("max_msgs", "max_msgs_per_subject", "max_msg_size", "max_bytes", "max_age"))
                .extracting(store::number)
                .containsExactly(-1L, 1L, -1L, -1L, 2_592_000_000_000_000L);
        assertThat(store.text("storage")).isEqualTo("file");
    }

    private static JsonNode buffer(String overrides) {
        return streams(overrides).get("data-p-v-0");
    }

    private static JsonNode bucket(String overrides) {
        return streams(overrides).get("KV_data-p-v_SINK_OT").get("config");
    }

    private static JsonNode streams(String overrides) {
        PipelineLike pipeline =
                Samples.pipeline("p", "vertices: [{name: v, sink: {}}]").value();
        return Samples.json(pipeline.plans(Samples.config(overrides)).get(0).streams());
    }
}
