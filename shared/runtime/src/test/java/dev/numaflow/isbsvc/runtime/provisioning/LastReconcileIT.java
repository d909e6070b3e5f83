package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes between a survey and the deed that it asked for: the deed is not done. */
class LastReconcileIT {

    private static final String LEFT = "data-p-out-0";

    @TempDir
    Path folder;

    private ServedPipelines served;
    private StreamStateReader stateReader;

    @BeforeEach
    void start() {
        served = ServedPipelines.on(folder, 1);
        stateReader = TestProvisioning.stateReader(served.cluster, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void aDrainedBufferThatIsWrittenIntoStaysWithItsBuckets() throws Exception {
        JsonNode pipeline = served.apply(TestPipelines.pipeline("p", "out"));
        served.reconcile(pipeline);
        served.change(TestPipelines.pipeline("p", "more"));
        StreamStates states = states();
        assertThat(states.diff().due())
                .filteredOn(action -> action.reason() == Reason.BUFFERS_REMOVED)
                .hasSize(3);

        served.publish(LEFT, 1);

        assertThat(removed(states)).isEmpty();
        assertThat(served.messages(LEFT)).isOne();
        assertThat(served.names()).contains("KV_data-p-in-out_OT", "KV_data-p-out_SINK_OT");
    }

    @Test
    void theBuffersOfAPipelineThatIsMadeAnewStay() {
        JsonNode pipeline = served.apply(TestPipelines.pipeline("p", "out"));
        served.reconcile(pipeline);
        served.api.delete(pipeline);
        StreamStates states = states();
        assertThat(states.diff().due()).hasSize(5).allMatch(StreamAction::isOfGone);

        served.apply(TestPipelines.pipeline("p", "out"));

        assertThat(removed(states)).isEmpty();
        assertThat(served.names()).hasSize(5);
    }

    @Test
    void aServiceThatIsNotReadyAnyMoreGetsNothing() {
        served.apply(TestPipelines.pipeline("p", "out"));
        ReadyService before = served.ready();
        ObjectNode pending = before.service().tree().deepCopy();
        served.api.writeStatus(pending.set("status", ((ObjectNode) pending.path("status")).put("phase", "Pending")));
        ServiceBuffers buffers = TestProvisioning.buffers(served.cluster, Clock.systemUTC());

        assertThatThrownBy(() -> buffers.complete(before))
                .isInstanceOf(NatsUnavailable.class)
                .hasMessageContaining("not any more");

        assertThat(served.names()).isEmpty();
    }

    private StreamStates states() {
        OwnedStreams streams = served.ownedStreams();
        return stateReader.confirmed(stateReader.states(served.ready(), streams), streams);
    }

    private List<ActionResult> removed(StreamStates states) {
        try (ServiceLease.Held lease = new ServiceLease(served.cluster, Clock.systemUTC())
                .take(served.service().tree())) {
            return new StreamActions(served.ownedStreams(), lease, stateReader, served.ready())
                    .on(states).results().stream()
                            .filter(each -> each.what().contains("-out"))
                            .toList();
        }
    }
}
