package dev.numaflow.isbsvc.creation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is posted to a function, as it is packaged, is answered 204 in either mode: no broker sends it again. */
class HostilePostIT {

    private static final int POSTS = 300;

    private static final List<String> NAMES = List.of(
            "content-type",
            "ce-id",
            "ce-source",
            "ce-type",
            "ce-subject",
            "ce-kind",
            "ce-namespace",
            "ce-name",
            "ce-time",
            "ce-specversion",
            "ce-dataschema",
            "ce-extension");

    private static final List<String> VALUES = List.of(
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/json",
            "dev.knative.apiserver.resource.add",
            "1.0",
            "InterStepBufferService",
            "team-a",
            "2026-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "%",
            "%00%ff");

    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "1", "source": "s", "type": "dev.knative.apiserver.resource.add",
             "time": "2026-01-01T00:00:00Z", "kind": "InterStepBufferService", "namespace": "team-a", "name": "n",
             "data": {"metadata": {"name": "n", "generation": 2}, "status": {"observedGeneration": 2}}}
            """;

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("creation");

    @Test
    void isAnsweredAtOnceAndNeverWithAFailure() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < POSTS; i++) {
            Map<String, String> headers = headers(random);
            byte[] body = body(random);
            assertThat(function.postRaw(headers, body).status())
                    .as(() -> "seed %d: %s %s".formatted(seed, headers, new String(body, StandardCharsets.UTF_8)))
                    .isEqualTo(204);
        }
        assertThat(function.writes()).isEmpty();
    }

    /** Those of an event, some of them changed; or that the event stands in the body. */
    private static Map<String, String> headers(Random random) {
        Map<String, String> headers = new TreeMap<>(
                random.nextBoolean()
                        ? Map.of("content-type", "application/cloudevents+json")
                        : Map.of(
                                "ce-id", "1",
                                "ce-source", "s",
                                "ce-type", "dev.knative.apiserver.resource.add",
                                "ce-kind", "InterStepBufferService",
                                "ce-namespace", "team-a",
                                "ce-name", "n"));
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(pick(NAMES, random), random.nextBoolean() ? pick(VALUES, random) : text(random));
        }
        return headers;
    }

    /** Nothing but bytes, or an event of which some are others. */
    private static byte[] body(Random random) {
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            body = new byte[random.nextInt(300)];
            random.nextBytes(body);
        }
        for (int i = random.nextInt(6); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(body, body.length / 2) : body;
    }

    private static <T> T pick(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** What may stand in a header at all. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(2) * random.nextInt(2_000) + random.nextInt(8); i > 0; i--) {
            char any = (char) (' ' + random.nextInt(0xff - ' '));
            text.append(any == 0x7f ? '~' : any);
        }
        return text.toString();
    }
}
