package dev.numaflow.isbsvc.runtime.provisioning;

import static dev.numaflow.isbsvc.runtime.provisioning.ServedPipelines.BUFFER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a stream is: Numaflow's are adopted when they fit, nobody's are never deleted, and a successor loses nothing. */
class BufferOwnershipIT {

    private static final int LIVES = 50;
    private static final int PIPELINES = 5;
    private static final String UNTOUCHED = "data-still-out-0";
    private static final int IN_UNTOUCHED = 7;

    @TempDir
    Path folder;

    private ServedPipelines served;

    @BeforeEach
    void start() {
        served = ServedPipelines.on(folder, 1, servers());
    }

    /** The executable of the servers. */
    Path servers() {
        return NatsServerBinary.obtain();
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void whatNumaflowMadeIsAdoptedWithItsMessagesAndGoesWithItsPipeline() throws Exception {
        ObjectNode made = stream(BUFFER).put("max_msgs", 100000);
        assertThat(served.streams.createStream(made)).isEqualTo(new CreateResult.Made());
        served.publish(BUFFER, 4);
        JsonNode pipeline = served.apply(TestPipelines.simplePipeline());

        assertThat(served.reconcile(pipeline).message()).contains("1 adopted");

        assertThat(served.messages(BUFFER)).isEqualTo(4);
        assertThat(owner(BUFFER).uid()).isEqualTo(pipeline.at("/metadata/uid").asText());
        assertThat(served.reconcile(pipeline).message()).contains("0 adopted");
        served.api.delete(pipeline);
        served.reconcileAfterDeletion(pipeline);
        assertThat(served.messages(BUFFER)).isEqualTo(4);
        served.pass(Duration.ofSeconds(31));
        served.reconcileAfterDeletion(pipeline);
        assertThat(served.names()).isEmpty();
        assertThat(served.api.events())
                .anyMatch(event -> event.startsWith("simple-pipeline BuffersAdopted: ") && event.contains(BUFFER))
                .anyMatch(event -> event.startsWith("default BuffersRemoved: ")
                        && event.contains(
                                BUFFER + " of Pipeline data/simple-pipeline, which is gone (4 messages, 4 of"));
    }

    @Test
    void aPipelineMadeAnewTakesOverItsBuffersAndALateCleanUpLeavesThem() throws Exception {
        JsonNode first = served.apply(TestPipelines.simplePipeline());
        served.reconcile(first);
        served.publish(BUFFER, 3);
        served.api.delete(first);
        JsonNode second = served.apply(TestPipelines.simplePipeline());

        served.reconcileAfterDeletion(first);

        assertThat(served.names()).hasSize(7);
        assertThat(served.messages(BUFFER)).isEqualTo(3);
        assertThat(owner(BUFFER).uid()).isEqualTo(second.at("/metadata/uid").asText());
    }

    @Test
    void aStreamOfNobodyIsNeverDeleted() {
        served.streams.createStream(stream("data-gone-cat-0"));
        JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
        served.reconcile(pipeline);
        served.api.delete(pipeline);

        served.reconcileAfterDeletion(pipeline);

        assertThat(served.names()).containsExactly("data-gone-cat-0");
    }

    /** Invariants 8 and 13: whatever comes between, the living ones have exactly their streams, with what was put into them. */
    @Test
    void afterFiftyConcurrentLivesOfFivePipelinesExactlyTheLastOnesStreamsExist() throws Exception {
        served.reconcile(served.apply(TestPipelines.pipeline("still", "out")));
        served.publish(UNTOUCHED, IN_UNTOUCHED);
        ExecutorService threads = Executors.newFixedThreadPool(PIPELINES);
        try {
            List<Future<?>> lives = new ArrayList<>();
            for (int i = 0; i < PIPELINES; i++) {
                String name = "p" + i;
                lives.add(threads.submit(() -> live(name)));
            }
            for (Future<?> life : lives) {
                life.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(served.names()).hasSize((PIPELINES + 1) * 5);
        untouched();
        for (int i = 0; i < PIPELINES; i++) {
            assertThat(served.messages("data-p" + i + "-out-0")).as("p%d", i).isEqualTo(i + 1);
        }
    }

    /** Comes and goes; the clean-up of each life runs beside the beginning of the next. */
    private Void live(String name) throws Exception {
        for (int life = 0; life < LIVES; life++) {
            untouched();
            JsonNode pipeline = served.apply(TestPipelines.pipeline(name, "out"));
            untilDone(() -> served.reconcile(pipeline));
            if (life == LIVES - 1) {
                served.publish("data-" + name + "-out-0", Integer.parseInt(name.substring(1)) + 1);
                untilDone(() -> served.reconcileAfterDeletion(pipeline));
            } else {
                served.api.delete(pipeline);
                if (life % 2 == 0) {
                    untilDone(() -> served.reconcileAfterDeletion(pipeline));
                }
            }
        }
        return null;
    }

    private void untouched() {
        assertThat(served.messages(UNTOUCHED))
                .as("in the buffer of the one that never goes")
                .isEqualTo(IN_UNTOUCHED);
    }

    /** As the broker does with what is answered 503. */
    private static void untilDone(Runnable reconcile) {
        for (int attempt = 0; ; attempt++) {
            try {
                reconcile.run();
                return;
            } catch (LeaseTaken | NatsUnavailable passing) {
                if (attempt == 100) {
                    throw passing;
                }
            }
        }
    }

    private StreamOwner owner(String stream) {
        return served.owner(stream).orElseThrow();
    }

    private static ObjectNode stream(String name) {
        return (ObjectNode)
                TestPipelines.yaml("{name: %s, subjects: [%s], storage: file, num_replicas: 1}".formatted(name, name));
    }
}
