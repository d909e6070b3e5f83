package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.servers.NatsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 8 on the side of the servers: a node that dies in the midst of creation costs another try, and nothing else. */
class NodeKilledIT {

    private static final int SINKS = 30;
    private static final int STREAMS = 3 * SINKS + 2;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void everythingIsMadeThoughANodeIsKilledWhileItIsMade() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 3)) {
            String[] sinks = IntStream.range(0, SINKS).mapToObj(i -> "s" + i).toArray(String[]::new);
            JsonNode pipeline = served.apply(TestPipelines.pipeline("p", sinks));
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> served.isReconciled(pipeline));
            await().atMost(LONG).until(() -> served.names().size() > 5);

            served.servers.get(2).kill();

            first.join();
            served.servers.get(2).restart();
            served.servers.forEach(NatsServer::awaitHealthy);
            await().atMost(LONG).until(() -> served.isReconciled(pipeline));
            assertThat(served.reconcile(pipeline).message()).contains("0 made, " + STREAMS + " present");
        }
    }
}
