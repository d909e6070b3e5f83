package dev.numaflow.isbsvc.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostedEventTest {

    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "1", "source": "s", "type": "t", "kind": "Pod", "namespace": "a", "name": "b",
             "time": "never", "dataschema": ":", "more": {"a": 1}, "data": {"x": [1]}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json",
                "application/cloudevents+json; charset=utf-8",
                "Application/CloudEvents+JSON;charset=UTF-8",
                "  APPLICATION/CLOUDEVENTS+JSON ",
                "application/cloudevents",
            })
    void isReadInStructuredModeHoweverThatIsWritten(String contentType) {
        PostedEvent event = posted(contentType, EVENT).orElseThrow();

        assertThat(event.attributes())
                .containsOnly(
                        entry("type", "t"),
                        entry("source", "s"),
                        entry("kind", "Pod"),
                        entry("namespace", "a"),
                        entry("name", "b"));
        assertThat(new String(event.data(), StandardCharsets.UTF_8)).isEqualTo("{\"x\":[1]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "\"x\"",
                "",
                "   ",
                "{}",
                "true",
                "[{}]",
                "{",
                "{}{}",
                "\u0000",
                "{\"id\": \"1\", \"source\": \"s\"}",
                "{\"id\": \"\", \"source\": \"s\", \"type\": \"t\"}",
                "{\"id\": null, \"source\": \"s\", \"type\": \"t\"}",
                "{\"id\": 1, \"source\": \"s\", \"type\": \"t\"}",
                "{\"id\": \"1\", \"source\": [], \"type\": {}}",
                "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"type\": \"u\"}",
                "{\"specversion\": \"2.0\", \"id\": \"1\", \"source\": \"s\", \"type\": \"t\"}",
                "{\"specversion\": 1.0, \"id\": \"1\", \"source\": \"s\", \"type\": \"t\"}",
                "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"kind\": 1e999999999}",
                "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\\nu\"}",
                "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"data_base64\": \"no base64!\"}",
                "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"data_base64\": {}}",
            })
    void isNothingWhereTheBodyIsNoEvent(String body) {
        assertThat(posted("application/cloudevents+json", body)).isEmpty();
    }

    @Test
    void isNothingWhereTheBodyIsNestedTooDeeplyIsNoTextOrHasAbsurdNumbers() {
        String begin = "{\"id\": \"1\", \"source\": \"s\", \"type\": \"t\", \"data\": ";

        assertThat(posted("application/cloudevents+json", begin + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isEmpty();
        assertThat(posted("application/cloudevents+json", begin + "9".repeat(100_000) + "}"))
                .isEmpty();
        byte[] noText = (begin + "\"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(PostedEvent.of(headers(Map.of("content-type", "application/cloudevents+json"))::get, noText))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents-batch+json",
                "Application/CloudEvents-Batch+json",
                "application/cloudevents-batch"
            })
    void isNothingForABatch(String contentType) {
        assertThat(posted(contentType, "[" + EVENT + "]")).isEmpty();
    }

    @Test
    void isReadInBinaryModeWithNothingButWhatAFunctionReads() {
        PostedEvent event = PostedEvent.of(
                        headers(Map.of(
                                "ce-id", "\u00fc",
                                "ce-source", "s",
                                "ce-type", "t",
                                "ce-subject", "/apis/v1/x",
                                "ce-time", "never",
                                "ce-traceparent", "00-0-0-0"))::get,
                        new byte[] {1})
                .orElseThrow();

        assertThat(event.attributes())
                .containsOnly(entry("type", "t"), entry("source", "s"), entry("subject", "/apis/v1/x"));
        assertThat(event.data()).containsExactly(1);
    }

    /** It would fail in the framework over another one. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, true",
        "2026-01-01T01:00:00.123+01:00, true",
        "2026-01-01, false",
        "1767225600, false"
    })
    void isReadWithItsTimeWhereThatIsOne(String time, boolean read) {
        Map<String, String> headers = Map.of("ce-id", "1", "ce-source", "s", "ce-type", "t", "ce-time", time);

        assertThat(PostedEvent.of(headers::get, new byte[0]).orElseThrow().attributes())
                .isEqualTo(
                        read ? Map.of("type", "t", "source", "s", "time", time) : Map.of("type", "t", "source", "s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-type", "ce-subject", "ce-kind", "ce-name", "ce-knativeerrordest", "ce-specversion"})
    void isNothingWhereAHeaderHoldsWhatNoNameOfOursDoes(String header) {
        Map<String, String> headers = new HashMap<>(Map.of("ce-id", "1", "ce-source", "s", "ce-type", "t"));
        headers.put(header, "\u00e4\u0001");
        assertThat(PostedEvent.of(headers::get, new byte[0])).isEmpty();
        headers.put(header, "x".repeat(5000));
        assertThat(PostedEvent.of(headers::get, new byte[0])).isEmpty();
    }

    /** Whatever is posted is an event or is none, and nothing is thrown. */
    @RepeatedTest(200)
    void neverFails() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(8); i >= 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }

        assertThat(PostedEvent.of(headers(Map.of("content-type", "application/cloudevents+json"))::get, body))
                .as("seed %d", seed)
                .satisfiesAnyOf(
                        none -> assertThat(none).isEmpty(),
                        some -> assertThat(some.orElseThrow().attributes()).containsKey("type"));
    }

    private static Optional<PostedEvent> posted(String contentType, String body) {
        return PostedEvent.of(headers(Map.of("content-type", contentType))::get, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(Map<String, String> headers) {
        return headers;
    }
}
