package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever may write to a service is named, of whatever instance, and nobody else is. */
class PausedPipelinesIT {

    private final TestCluster cluster = new TestCluster();
    private final Names names = new Names(cluster.newNamespace("paused"), "n");
    private final PausedPipelines pipelines = new PausedPipelines(cluster.cluster());

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void onlyPipelinesThatWerePausedAndAreSoNowDoNotWrite() {
        pipeline("of-another", "Pipeline", "interStepBufferServiceName: m", "Running");
        assertThat(pipelines.obstacle(names)).isEmpty();

        pipeline("a-paused", "Pipeline", service("Paused"), "Paused");
        assertThat(pipelines.obstacle(names)).isEmpty();

        pipeline("b-pausing", "Pipeline", service("Paused"), "Pausing");
        pipeline("c-resuming", "Pipeline", service("Running"), "Paused");
        pipeline("d-new", "Pipeline", "interStepBufferServiceName: n", "");
        pipeline("e-serving", "ServingPipeline", "pipeline: {" + service("Paused") + "}", "Paused");
        assertThat(pipelines.obstacle(names))
                .contains(
                        "not paused yet: Pipeline %1$s/b-pausing, Pipeline %1$s/c-resuming, Pipeline %1$s/d-new and 1 more; set"
                                        .formatted(names.namespace())
                                + " spec.lifecycle.desiredPhase to Paused and wait for status.phase Paused");
    }

    /** Numaflow writes the phase before they are gone, and does not wait for those of a Pipeline that is deleted. */
    @Test
    void podsThatAreStillThereMayWrite() {
        pipeline("paused", "Pipeline", service("Paused"), "Paused");
        pipeline("of-another", "Pipeline", "interStepBufferServiceName: m", "Running");
        pod("other", "of-another", "vertex", "Running");
        pod("daemon", "paused", "daemon", "Running");
        pod("side-inputs", "paused", "side-inputs-manager", "Running");
        pod("created", "paused", "job", "Succeeded");
        assertThat(pipelines.obstacle(names)).isEmpty();

        pod("ends", "paused", "vertex", "Running");
        pod("left", "deleted", "vertex", "Pending");
        assertThat(pipelines.obstacle(names))
                .contains(
                        "pods of Pipelines are still there: Pod %1$s/ends, Pod %1$s/left".formatted(names.namespace()));
    }

    @Test
    void aPhaseOfAnEarlierGenerationDoesNotCount() {
        pipeline("observed", "Pipeline", service("Paused"), "Paused, observedGeneration: 9");
        assertThat(pipelines.obstacle(names)).isEmpty();

        pipeline("resumed-and-paused", "Pipeline", service("Paused"), "Paused, observedGeneration: 0");
        assertThat(pipelines.obstacle(names)).isPresent();
    }

    private void pod(String name, String pipeline, String component, String phase) {
        ObjectNode made = cluster.create("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: "
                        + names.namespace() + ", labels: {numaflow.numaproj.io/pipeline-name: " + pipeline + ", "
                        + Labels.COMPONENT + ": " + component
                        + "}}, spec: {containers: [{name: main, image: numaflow}]}}")
                .deepCopy();
        made.withObject("/status").put("phase", phase);
        cluster.writeStatus(made);
    }

    @Test
    void aServingPipelineIsNeverPaused() {
        pipeline("s", "ServingPipeline", "pipeline: {" + service("Paused") + "}", "Paused");

        assertThat(pipelines.obstacle(names))
                .get()
                .asString()
                .contains("ServingPipeline " + names.namespace() + "/s, which can only be deleted");
    }

    private static String service(String phase) {
        return "interStepBufferServiceName: n, lifecycle: {desiredPhase: " + phase + "}";
    }

    private void pipeline(String name, String kind, String spec, String phase) {
        ObjectNode made = cluster.apply(
                        "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: " + kind + ", metadata: {name: " + name
                                + ", namespace: " + names.namespace() + "}, spec: {" + spec + "}}")
                .deepCopy();
        if (!phase.isEmpty()) {
            String[] status = phase.split(", observedGeneration: ");
            made.withObject("/status").put("phase", status[0]);
            if (status.length > 1) {
                made.withObject("/status").put("observedGeneration", Long.parseLong(status[1]));
            }
            cluster.writeStatus(made);
        }
    }
}
