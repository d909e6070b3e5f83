package dev.numaflow.isbsvc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every function, as it is packaged, does with what is no event: it answers 204, logs one line, and asks nobody anything. */
public interface PoisonContract {

    String STRUCTURED = "application/cloudevents+json";
    int TOO_LARGE = 11 << 20;
    String BEGIN = "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"s\", \"type\": ";

    FunctionUnderTest function();

    /** Whether a function says this besides. */
    default boolean isExpected(String line) {
        return false;
    }

    /** Whether a function writes this because of an event that points to nothing. */
    default boolean isExpected(LoggedRequest write) {
        return false;
    }

    record Poison(Map<String, String> headers, byte[] body) {}

    @Test
    default void answersPoisonAtOnceInOneLineAndDoesNothing() {
        Map<String, Poison> poison = poison();

        poison.forEach((name, each) -> assertThat(
                        function().postRaw(each.headers(), each.body()).status())
                .as(name)
                .isEqualTo(204));

        List<String> lines =
                function().log().stream().filter(line -> !isExpected(line)).toList();
        assertThat(lines).hasSize(poison.size()).allMatch(line -> line.contains("not an event for us, dropped"));
        assertThat(function().writes()).allMatch(this::isExpected);
    }

    private static Map<String, Poison> poison() {
        Map<String, Poison> all = new LinkedHashMap<>();
        for (String body : List.of("[]", "null", "1", "\"x\"", "", "{}", "{", "{}{}", BEGIN + "1e999999999}")) {
            all.put("structured " + body, structured(STRUCTURED, body));
        }
        all.put("a batch", structured("application/cloudevents-batch+json", "[]"));
        all.put("another case", structured("Application/CloudEvents+json; charset=UTF-8", "[]"));
        all.put("in XML", structured("application/cloudevents+xml", "<event/>"));
        all.put("wrong version", structured(STRUCTURED, BEGIN.replace("1.0", "9.9") + "\"x\"}"));
        all.put("twice the same", structured(STRUCTURED, BEGIN + "\"x\", \"type\": \"y\"}"));
        all.put(
                "deep",
                structured(STRUCTURED, BEGIN + "\"x\", \"data\": " + "[".repeat(5000) + "]".repeat(5000) + "}"));
        all.put("a huge number", structured(STRUCTURED, BEGIN + "\"x\", \"data\": " + "9".repeat(5000) + "}"));
        all.put("no text", new Poison(Map.of("Content-Type", STRUCTURED), new byte[] {'{', '"', (byte) 0xff, '"', '}'
        }));
        all.put("unknown in structured mode", structured(STRUCTURED, BEGIN + "\"unheard.of\", \"time\": \"never\"}"));
        all.put("no headers", new Poison(Map.of(), "{}".getBytes(StandardCharsets.UTF_8)));
        all.put("unknown in binary mode", binary(Map.of("ce-time", "never", "ce-dataschema", ":"), "{broken"));
        all.put("a wrong version in binary mode", binary(Map.of("ce-specversion", "banana"), "{}"));
        all.put("a strange header", binary(Map.of("ce-kind", "%00%0a\t", "ce-namespace", "a", "ce-name", "b"), "{}"));
        all.put("a long header", binary(Map.of("ce-subject", "x".repeat(4000)), "{}"));
        all.put("a path", binary(Map.of("ce-kind", "Pod", "ce-namespace", "a", "ce-name", "b?watch=true"), "{}"));
        all.put("too large", new Poison(binary(Map.of(), "").headers(), new byte[TOO_LARGE]));
        return all;
    }

    private static Poison structured(String contentType, String body) {
        return new Poison(Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Poison binary(Map<String, String> more, String body) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce-id",
                "1",
                "ce-source",
                "s",
                "ce-type",
                "dev.knative.apiserver.resource.add",
                "ce-specversion",
                "1.0"));
        headers.putAll(more);
        return new Poison(headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
