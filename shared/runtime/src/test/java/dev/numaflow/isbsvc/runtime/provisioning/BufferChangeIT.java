package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed Pipeline gets what is new at once; what it does not want any more goes when nobody waits for it. */
class BufferChangeIT {

    private static final String LEFT = "data-p-out-0";

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
    void aNewVertexGetsItsBuffersAtOnceAndADrainedOneGoesAtOnce() {
        served.reconcile(served.apply(TestPipelines.pipeline("p", "out")));

        served.reconcile(served.change(TestPipelines.pipeline("p", "out", "more")));
        assertThat(served.names()).contains("data-p-more-0", LEFT);

        served.reconcile(served.change(TestPipelines.pipeline("p", "more")));
        assertThat(served.names())
                .containsExactlyInAnyOrder(
                        "data-p-more-0",
                        "KV_data-p-in-more_OT",
                        "KV_data-p-in_SOURCE_OT",
                        "KV_data-p-more_SINK_OT",
                        "KV_data-p_SIDE_INPUTS");
        assertThat(served.api.events())
                .anyMatch(event -> event.startsWith("p BuffersRemoved: ") && event.contains(LEFT));
    }

    @Test
    void whatIsStillToBeReadIsPostponedUntilItIsAcknowledged() throws Exception {
        served.reconcile(served.apply(TestPipelines.pipeline("p", "out")));
        served.publish(LEFT, 2);
        JsonNode changed = served.change(TestPipelines.pipeline("p", "more"));

        assertThat(served.reconcile(changed).message()).contains("3 postponed");
        assertThat(served.names()).contains(LEFT);
        assertThat(served.api.events())
                .anyMatch(event -> event.startsWith("p BufferDeletionPending: ") && event.contains(LEFT));

        read(2, false);
        assertThat(served.reconcile(changed).message())
                .as("delivered, not acknowledged")
                .contains("3 postponed");
        served.streams.deleteConsumer(LEFT, LEFT);
        served.streams.createConsumer(LEFT, consumer());
        read(2, true);
        assertThat(served.reconcile(changed).message()).contains("3 removed");
        assertThat(served.names()).doesNotContain(LEFT);
    }

    @Test
    void theGracePeriodOfThePipelineEndsTheWaiting() throws Exception {
        served.reconcile(served.apply(TestPipelines.pipeline("p", "out")));
        served.publish(LEFT, 2);
        ObjectNode without = (ObjectNode) TestPipelines.pipeline("p", "more");
        without.withObject("/spec/lifecycle").put("deletionGracePeriodSeconds", 600);
        JsonNode changed = served.change(without);
        served.reconcile(changed);

        served.pass(Duration.ofSeconds(590));
        assertThat(served.reconcile(changed).message()).contains("3 postponed");
        served.pass(Duration.ofSeconds(11));
        assertThat(served.reconcile(changed).message()).contains("3 removed");
    }

    @Test
    void aVertexThatComesBackFindsItsMessages() throws Exception {
        served.reconcile(served.apply(TestPipelines.pipeline("p", "out")));
        served.publish(LEFT, 2);
        served.reconcile(served.change(TestPipelines.pipeline("p", "more")));

        JsonNode back = served.change(TestPipelines.pipeline("p", "out", "more"));
        served.reconcile(back);
        served.pass(Duration.ofDays(1));
        served.reconcile(back);

        assertThat(served.messages(LEFT)).isEqualTo(2);
    }

    @Test
    void aPipelineWhoseServiceDoesNotExistKeepsEvenWhatIsDrainedOnTheOneBefore() {
        served.reconcile(served.apply(TestPipelines.pipeline("p", "out")));
        ObjectNode elsewhere = (ObjectNode) TestPipelines.pipeline("p", "out");
        elsewhere.withObject("/spec").put("interStepBufferServiceName", new Names("data", "other").isbsvcName());

        served.reconcile(served.change(elsewhere));

        assertThat(served.names()).hasSize(5);
        assertThat(served.api.events())
                .anyMatch(event -> event.startsWith("p ServiceNotFound: "))
                .anyMatch(event -> event.startsWith("p BufferDeletionHeld: "));
    }

    private void read(int count, boolean acknowledge) throws Exception {
        JetStreamSubscription reader =
                served.connection.jetStream().subscribe(null, PullSubscribeOptions.bind(LEFT, LEFT));
        for (Message message : reader.fetch(count, Duration.ofSeconds(5))) {
            if (acknowledge) {
                message.ackSync(Duration.ofSeconds(5));
            }
        }
    }

    private static JsonNode consumer() {
        return TestPipelines.yaml(
                "{name: %s, durable_name: %s, ack_policy: explicit, filter_subject: %s}".formatted(LEFT, LEFT, LEFT));
    }
}
