package dev.numaflow.isbsvc.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.hostile.Bounds;
import dev.numaflow.isbsvc.runtime.hostile.HostileValues;
import dev.numaflow.isbsvc.runtime.hostile.Mutation;
import dev.numaflow.isbsvc.runtime.hostile.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever bytes are posted to a function, in whichever mode: within two seconds and 128 MB they are no event, which is answered 204, or
 * one that the function handles. Nothing is thrown, which would be answered 503 and sent again.
 */
class HostilePostTest {

    /** @param headers by their names in lower case */
    record Post(Map<String, String> headers, byte[] body) {

        @Override
        public String toString() {
            return headers + " " + new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    @Property(tries = 300)
    void aPostIsAnEventThatIsHandledOrNone(@ForAll("posts") Post post) {
        Optional<PostedEvent> event = Bounds.within(() -> PostedEvent.of(post.headers()::get, post.body()));

        Refusals.count(event.isPresent());
        event.ifPresent(each -> {
            assertThat(each.attributes().values()).allMatch(text -> text.matches("[ -~]{0,1024}"));
            Bounds.within(() -> handled(each));
        });
    }

    private static Optional<Pointer> handled(PostedEvent event) {
        FastPath.nothingToDo(EventData.tree(event.data()));
        return Pointer.of(read(event));
    }

    /** As the framework reads what it is handed. */
    private static EventAttributes read(PostedEvent event) {
        Map<String, String> extensions = new TreeMap<>(event.attributes());
        String type = extensions.remove("type");
        String source = extensions.remove("source");
        String subject = extensions.remove("subject");
        Optional<Instant> time = Optional.ofNullable(extensions.remove("time"))
                .map(text -> OffsetDateTime.parse(text).toInstant());
        return new EventAttributes(type, source, subject, time, extensions);
    }

    @Provide
    Arbitrary<Post> posts() {
        return Arbitraries.oneOf(
                Combinators.combine(
                                headers(),
                                Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                        .as(Post::new),
                Combinators.combine(headers(), bodies()).as(Post::new),
                bodies().map(body -> new Post(Map.of("content-type", "application/cloudevents+json"), body)));
    }

    /** An event in structured mode with something wrong in it, in its tree or in its bytes. */
    private static Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> trees = Mutation.of(List.of(event())).map(tree -> bytes(tree.toString()));
        Arbitrary<byte[]> torn = Combinators.combine(
                        trees,
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(4))
                .as(HostilePostTest::overwritten);
        return Arbitraries.oneOf(
                trees, torn, Arbitraries.of(HostileValues.TEXTS).map(HostilePostTest::bytes));
    }

    private static JsonNode event() {
        return TestCluster.tree(
                """
                {"specversion": "1.0", "id": "1", "source": "s", "type": "dev.knative.apiserver.resource.update",
                 "subject": "/apis/v1/namespaces/team-a/pods/n", "time": "2026-01-01T00:00:00Z",
                 "kind": "InterStepBufferService", "namespace": "team-a", "name": "n",
                 "knativeerrordest": "http://update", "knativeerrorcode": "503",
                 "data": {"metadata": {"name": "n", "generation": 2, "finalizers": ["a"]},
                          "status": {"observedGeneration": 2, "conditions": [{"type": "Deployed", "status": "True"}]}}}
                """);
    }

    private static byte[] overwritten(byte[] body, int at, byte[] by) {
        byte[] torn = Arrays.copyOf(body, Math.max(body.length, by.length));
        System.arraycopy(by, 0, torn, Math.min(at, torn.length - by.length), by.length);
        return torn;
    }

    private static Arbitrary<Map<String, String>> headers() {
        Arbitrary<String> names = Arbitraries.of(
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
                "ce-knativeerrordest",
                "ce-knativeerrorcode",
                "ce-dataschema");
        Arbitrary<String> values = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(50)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "application/cloudevents+json",
                                "application/cloudevents-batch+json",
                                "1.0",
                                "Pod",
                                "9.9",
                                "dev.knative.apiserver.resource.add",
                                "2026-01-01T00:00:00Z",
                                "+999999999-01-01T00:00:00Z")));
        Map<String, String> good = Map.of(
                "ce-id",
                "1",
                "ce-source",
                "s",
                "ce-type",
                "dev.knative.apiserver.resource.add",
                "ce-kind",
                "Pod",
                "ce-namespace",
                "team-a",
                "ce-name",
                "isbsvc-n-js-0");
        return Arbitraries.maps(names, values).ofMaxSize(4).map(changed -> {
            Map<String, String> all = new TreeMap<>(good);
            all.putAll(changed);
            return all;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
