package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.cli.replay.Subject;
import dev.numaflow.isbsvc.cli.replay.Wake;
import dev.numaflow.isbsvc.local.events.Events;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What `replay` says it wakes is what the triggers wake. */
class ReplayRoutingTest {

    @ParameterizedTest
    @EnumSource(Wake.class)
    void replayWakesExactlyTheFunctionThatItNames(Wake wake) {
        JsonNode service = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "numaflow.numaproj.io/v1alpha1")
                .put("kind", "InterStepBufferService")
                .set(
                        "metadata",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("namespace", "a")
                                .put("name", "b"));
        List<ObjectRef> pipelines = List.of(
                new ObjectRef(ObjectKind.PIPELINE, "a", "p"), new ObjectRef(ObjectKind.SERVING_PIPELINE, "a", "s"));
        assertThat(wake.events(new Subject(service, pipelines))).isNotEmpty().allSatisfy(event -> assertThat(
                        RoutingContractTest.takers(Events.attributes(event.from("test"))))
                .containsExactly(wake.toString()));
    }

    @Test
    void everyFunctionCanBeWokenByReplay() throws IOException {
        assertThat(Wake.functions()).containsExactlyInAnyOrderElementsOf(RoutingContractTest.functionFolders());
    }
}
