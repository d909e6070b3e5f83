package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that has just begun to serve: what decides is read once, under the Lease. */
class NewServiceIT {

    @TempDir
    Path folder;

    private ServedPipelines served;

    @BeforeEach
    void start() {
        served = ServedPipelines.on(folder, 1);
        served.api.requests();
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void getsItsBuffersWithOneReadOfEachObject() {
        served.apply(TestPipelines.pipeline("p", "out"));
        served.api.requests();

        Outcome outcome = served.becomesReady();

        assertThat(outcome).isInstanceOf(Outcome.Reply.class);
        assertThat(outcome.message()).contains("made");
        assertThat(requests())
                .containsExactly(
                        "get configmaps",
                        "get interstepbufferservices",
                        "create leases",
                        "get interstepbufferservices",
                        "get statefulsets",
                        "get secrets",
                        "get configmaps",
                        "list pipelines",
                        "list servingpipelines",
                        "delete leases",
                        "create events");
    }

    @Test
    void isLeftAloneWhereItHasThemAll() {
        JsonNode pipeline = served.apply(TestPipelines.pipeline("p", "out"));
        served.reconcileUntilDone(pipeline);
        served.api.requests();

        assertThat(served.becomesReady().message()).contains("0 made");
        assertThat(served.api.writes())
                .extracting(write -> write.verb() + " " + write.resource())
                .containsExactly("create leases", "delete leases");
    }

    @Test
    void waitsForItsPauseToEnd() {
        served.apply(TestPipelines.pipeline("p", "out"));
        ObjectNode paused = served.service().tree().deepCopy();
        paused.withObject("/metadata/annotations").put(Annotations.PAUSED, "true");
        served.api.replace(paused);
        served.api.requests();

        assertThat(served.becomesReady().message()).contains("is paused");
        assertThat(served.names()).isEmpty();
        assertThat(requests()).containsExactly("get configmaps", "get interstepbufferservices");
    }

    /** Its holder may be in the middle of guarded steps. */
    @Test
    void isNotTouchedWhileAnotherRunHasTheLease() {
        served.apply(TestPipelines.pipeline("p", "out"));
        ServiceLease.Held held = new ServiceLease(served.cluster, Clock.systemUTC())
                .take(served.service().tree());

        assertThatThrownBy(served::becomesReady).isInstanceOf(LeaseTaken.class);
        assertThat(served.names()).isEmpty();

        held.close();
        assertThat(served.becomesReady()).isInstanceOf(Outcome.Reply.class);
    }

    private List<String> requests() {
        return served.api.requests().stream()
                .map(request -> request.verb() + " " + request.resource())
                .toList();
    }
}
