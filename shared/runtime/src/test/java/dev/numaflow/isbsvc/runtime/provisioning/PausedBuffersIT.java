package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a service is paused its buffers are left as they are, whatever becomes of those who use them. */
class PausedBuffersIT {

    @TempDir
    private Path folder;

    private ServedPipelines data;

    @BeforeEach
    void start() {
        data = ServedPipelines.on(folder, 1);
    }

    @AfterEach
    void stop() throws Exception {
        data.close();
    }

    @Test
    void noBufferIsMadeUntilTheServiceGoesOn() {
        pause("true");
        JsonNode pipeline = data.apply(TestPipelines.pipeline("p", "out"));

        assertThat(data.reconcile(pipeline))
                .isInstanceOf(Outcome.Done.class)
                .extracting(Outcome::message)
                .asString()
                .contains("paused");
        assertThat(data.names()).isEmpty();

        pause("false");
        data.reconcile(pipeline);
        assertThat(data.names()).isNotEmpty();
    }

    @Test
    void noBufferIsPutRightOrRemovedUntilTheServiceGoesOn() {
        JsonNode pipeline = data.apply(TestPipelines.pipeline("p", "out", "more"));
        data.reconcile(pipeline);
        List<String> made = data.names();
        pause("true");
        cluster().delete(cluster().get(ObjectRef.of(pipeline)).orElseThrow());
        data.pass(Duration.ofDays(30));

        data.reconcileAfterDeletion(pipeline);
        assertThat(data.names()).isEqualTo(made);

        pause("false");
        data.reconcileAfterDeletion(pipeline);
        assertThat(data.names()).isEmpty();
    }

    private void pause(String value) {
        ObjectNode service = cluster()
                .get(ObjectRef.of(ServedPipelines.SERVICE))
                .orElseThrow()
                .deepCopy();
        service.withObject("/metadata/annotations").put(Annotations.PAUSED, value);
        assertThat(cluster().replace(service)).isInstanceOf(WriteResult.Done.class);
    }

    private Cluster cluster() {
        return new Cluster(data.api.client());
    }
}
