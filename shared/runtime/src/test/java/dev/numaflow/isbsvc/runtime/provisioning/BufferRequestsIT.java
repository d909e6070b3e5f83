package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look costs when nothing is to be done, whatever the number of buffers. */
class BufferRequestsIT {

    private static final int SINKS = 66;

    @TempDir
    Path folder;

    @Test
    void checkingTwoHundredThatExistTakesAtMostEightRequestsToTheServers() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 1)) {
            String[] sinks = IntStream.range(0, SINKS).mapToObj(i -> "s" + i).toArray(String[]::new);
            JsonNode pipeline = served.apply(ServedPipelines.pipeline("p", sinks));
            served.look(pipeline);
            assertThat(served.names()).hasSize(3 * SINKS + 2);
            long before = requests(served);

            assertThat(served.look(pipeline).said()).contains("0 made, 200 present");

            assertThat(requests(served) - before)
                    .as("requests of JetStream, and of monitoring")
                    .isBetween(1L, 8L);
        }
    }

    /** Asking adds one of monitoring itself. */
    private static long requests(ServedPipelines served) throws Exception {
        JsonNode server = ask(served, "/varz");
        return server.at("/jetstream/stats/api/total").asLong()
                + server.at("/http_req_stats/~1jsz").asLong();
    }

    private static JsonNode ask(ServedPipelines served, String path) throws Exception {
        URI uri = URI.create("http://" + served.servers.get(0).address() + ":8222" + path);
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                        .body());
    }
}
