package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.servers.NatsServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look costs when nothing is to be done, whatever the number of buffers. */
class BufferRequestsIT {

    private static final int SINKS = 66;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1, 3})
    void checkingTwoHundredThatExistTakesAtMostEightRequestsToTheServers(int nodes) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes)) {
            String[] sinks = IntStream.range(0, SINKS).mapToObj(i -> "s" + i).toArray(String[]::new);
            JsonNode pipeline = served.apply(TestPipelines.pipeline("p", sinks));
            served.reconcileUntilDone(pipeline);
            assertThat(served.names()).hasSize(3 * SINKS + 2);
            long before = requests(served);

            assertThat(served.reconcile(pipeline).message()).contains("0 made, 200 present");

            assertThat(requests(served) - before)
                    .as("requests of JetStream, and of monitoring")
                    .isBetween(1L, 8L);
        }
    }

    /** Asking adds one of monitoring itself. */
    private static long requests(ServedPipelines served) throws Exception {
        long requests = 0;
        for (NatsServer server : served.servers) {
            JsonNode answer = ask(server, "/varz");
            requests += answer.at("/jetstream/stats/api/total").asLong()
                    + answer.at("/http_req_stats/~1jsz").asLong();
        }
        return requests;
    }

    private static JsonNode ask(NatsServer server, String path) throws Exception {
        URI uri = URI.create("http://" + server.address() + ":8222" + path);
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                        .body());
    }
}
