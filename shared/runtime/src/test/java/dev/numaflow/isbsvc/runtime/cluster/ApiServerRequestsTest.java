package dev.numaflow.isbsvc.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request has an end, and names become one segment of its path or no request at all. */
@Timeout(60)
class ApiServerRequestsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x?watch=true",
                "enc/status",
                "a b",
                "..",
                ".",
                "",
                "x#y",
                "x%2fstatus",
                "x;y",
                "X",
                "\u00fc",
                "x\ny",
                "x..y",
                "-x"
            })
    void nobodyIsAskedAboutWhatCanBeTheNameOfNoObject(String name) {
        try (StandInApiServer server = new StandInApiServer((exchange, body) -> body.write('{'))) {
            Cluster cluster = new Cluster(server.client());

            for (ObjectRef ref : List.of(
                    new ObjectRef(ObjectKind.ISB_SERVICE, "team-a", name),
                    new ObjectRef(ObjectKind.ISB_SERVICE, name, "n"))) {
                assertThat(cluster.get(ref)).isEmpty();
                assertThat(cluster.metadata().get(ref)).isEmpty();
            }
            assertThat(cluster.list(ObjectKind.ISB_SERVICE, name)).isEmpty();
            assertThat(cluster.listIfDefined(ObjectKind.PIPELINE, name)).isEmpty();
            assertThat(cluster.list(ObjectKind.POD, name, "a=b")).isEmpty();
            assertThat(cluster.create(object(name))).isInstanceOf(WriteResult.Rejected.class);
            assertThat(cluster.replace(object(name))).isInstanceOf(WriteResult.Rejected.class);
            assertThat(cluster.delete(object(name))).isInstanceOf(WriteResult.Rejected.class);
            assertThat(server.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x?watch=true", "enc/status", "a b", "x#y", "x%2fstatus", "x;y", "\u00fc", "x\ny", "+"})
    void aNameIsOneSegmentOfThePathWhateverItHolds(String name) {
        URI path = URI.create(new ObjectRef(ObjectKind.ISB_SERVICE, name, name).path());

        assertThat(path.getRawPath().split("/")).hasSize(8);
        assertThat(path.getRawQuery()).isNull();
        assertThat(path.getPath())
                .isEqualTo(
                        "/apis/numaflow.numaproj.io/v1alpha1/namespaces/" + name + "/interstepbufferservices/" + name);
    }

    @Test
    void anAnswerThatNeverEndsIsCut() throws InterruptedException {
        CountDownLatch cut = new CountDownLatch(1);
        try (StandInApiServer server = new StandInApiServer((exchange, body) -> {
            try {
                while (true) {
                    body.write("{\"type\":\"ADDED\"}".getBytes(StandardCharsets.UTF_8));
                    body.flush();
                    Thread.onSpinWait();
                }
            } finally {
                cut.countDown();
            }
        })) {
            ApiServerClient client = new ApiServerClient(server.client(), Duration.ofSeconds(1));

            assertThatThrownBy(() -> client.get("/x"))
                    .isInstanceOfAny(KubernetesClientException.class, AnswerTooLarge.class);
            cut.await();
        }
    }

    @Test
    void anAnswerThatBeginsAndSaysNoMoreIsNotWaitedForLongerThanTheDeadline() {
        CountDownLatch end = new CountDownLatch(1);
        try (StandInApiServer server = new StandInApiServer((exchange, body) -> {
            body.write('{');
            body.flush();
            awaitEnd(end);
        })) {
            ApiServerClient client = new ApiServerClient(server.client(), Duration.ofSeconds(1));

            assertThatThrownBy(() -> client.get("/x"))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("no answer within 1 s to GET /x");
            end.countDown();
        }
    }

    @Test
    void ofLargeObjectsFewAreOnAPage() {
        String large =
                "{\"metadata\": {\"name\": \"n\", \"namespace\": \"team-a\", \"uid\": \"u\"}, \"spec\": {\"x\": \""
                        + "x".repeat(1 << 20) + "\"}}";
        try (StandInApiServer server = new StandInApiServer((exchange, body) -> {
            String query = exchange.getRequestURI().getQuery();
            int limit = Integer.parseInt(query.replaceAll(".*limit=([0-9]+).*", "$1"));
            int from =
                    query.contains("continue=") ? Integer.parseInt(query.replaceAll(".*continue=([0-9]+).*", "$1")) : 0;
            int to = Math.min(100, from + limit);
            body.write(("{\"metadata\": {\"continue\": \"" + (to == 100 ? "" : to) + "\"}, \"items\": ["
                            + IntStream.range(from, to).mapToObj(i -> large).collect(Collectors.joining(",")) + "]}")
                    .getBytes(StandardCharsets.UTF_8));
        })) {
            List<JsonNode> pipelines = new Cluster(server.client()).list(ObjectKind.PIPELINE);

            assertThat(pipelines)
                    .hasSize(100)
                    .allMatch(each -> each.path("kind").asText().equals("Pipeline"));
            assertThat(pipelines).filteredOn(each -> !each.has("unread")).hasSizeBetween(1, 31);
        }
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static JsonNode object(String name) {
        JsonNode object = TestCluster.tree(TestCluster.service(new Names("team-a", "n"), "{version: latest}"));
        ((ObjectNode) object.path("metadata")).put("name", name).put("resourceVersion", "1");
        return object;
    }
}
