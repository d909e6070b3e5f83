package dev.numaflow.isbsvc.rendering.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Which streams take nothing, and that each takes again what it took. */
class StreamFenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aStreamThatIsClosedAndOpenedIsAsItWas() throws Exception {
        JsonNode config = tree("{\"name\": \"a\", \"subjects\": [\"a\", \"$KV.a.>\", \">\"], \"max_age\": 3}");

        JsonNode closed = StreamFence.closed(config);

        assertThat(closed.path("subjects"))
                .extracting(JsonNode::asText)
                .containsExactly("copied-aside.a", "copied-aside.$KV.a.>", "copied-aside.>");
        assertThat(StreamFence.isOn(closed)).isTrue();
        assertThat(StreamFence.closed(closed)).as("twice").isEqualTo(closed);
        assertThat(StreamFence.opened(closed)).isEqualTo(config);
        assertThat(StreamFence.isOn(config)).isFalse();
        assertThat(StreamFence.isAnyOn(config)).isFalse();
    }

    @Test
    void oneThatTakesASingleSubjectIsNotClosed() throws Exception {
        JsonNode half = tree("{\"subjects\": [\"copied-aside.a\", \"b\"]}");

        assertThat(StreamFence.isOn(half)).isFalse();
        assertThat(StreamFence.isAnyOn(half)).isTrue();
        assertThat(StreamFence.opened(half).path("subjects"))
                .extracting(JsonNode::asText)
                .containsExactly("a", "b");
    }

    @Test
    void aSealedStreamTakesNothingAndNeedsNoOpening() throws Exception {
        JsonNode sealed = tree("{\"subjects\": [\"a\"], \"sealed\": true}");

        assertThat(StreamFence.isOn(sealed)).isTrue();
        assertThat(StreamFence.isAnyOn(sealed)).isFalse();
    }

    private static JsonNode tree(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
