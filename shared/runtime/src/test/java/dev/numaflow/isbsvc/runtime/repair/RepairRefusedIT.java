package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import io.fabric8.kubernetes.api.model.Event;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Invariant 2, at rest no function is woken: a Pipeline whose buffers are refused costs no event once an Event reports it. */
class RepairRefusedIT extends RepairAtRest {

    private final String younger = subject("numaflow.numaproj.io/v1alpha1", "pipelines/p-x");

    /** Vertex y of p-x needs the buffer that vertex x-y of p has. */
    @Test
    void callsForARefusedPipelineOnlyUntilAnEventReportsTheReason() {
        use("p", "x-y");
        provision("p");
        apply("p-x", "y");

        assertThat(aboutTheYounger()).as("its event was lost").hasSize(1);
        provision("p-x");
        assertThat(refusals()).hasSize(1);
        assertThat(aboutTheYounger()).as("its user knows").isEmpty();
        assertThat(aboutTheYounger()).as("at the next tick neither").isEmpty();

        expireEvents();
        assertThat(aboutTheYounger()).as("no Event says so any more").hasSize(1);
        provision("p-x");
        assertThat(refusals()).hasSize(1);
        assertThat(aboutTheYounger()).isEmpty();
    }

    @Test
    void callsAgainWhenTheReasonIsAnotherAndWhenItIsGone() {
        use("p", "x-y");
        provision("p");
        apply("p-x", "y");
        provision("p-x");
        assertThat(aboutTheYounger()).isEmpty();

        use("p-x", "y", "y-more");
        use("p", "x-y", "x-y-more");
        assertThat(aboutTheYounger()).as("another name is taken as well").hasSize(1);
        provision("p-x");
        assertThat(aboutTheYounger()).isEmpty();

        use("p", "out");
        assertThat(aboutTheYounger()).as("its names are free").hasSize(1);
    }

    @Test
    void callsAgainForAnotherPipelineOfItsName() {
        use("p", "x-y");
        provision("p");
        apply("p-x", "y");
        provision("p-x");
        delete(ObjectKind.PIPELINE, "p-x");
        apply("p-x", "y");

        assertThat(aboutTheYounger()).as("the Event is about its predecessor").hasSize(1);
    }

    private void apply(String name, String... sinks) {
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: %s}
                spec: %s
                """
                        .formatted(name, cluster.namespace(), spec(sinks)));
    }

    private void use(String name, String... sinks) {
        JsonNode spec = YamlDocuments.read(spec(sinks), "test").value().get(0);
        change(ObjectKind.PIPELINE, name, pipeline -> pipeline.set("spec", spec));
    }

    private static String spec(String... sinks) {
        return "{interStepBufferServiceName: n, vertices: [{name: in, source: {generator: {rpu: 5}}}, "
                + Stream.of(sinks).map("{name: %s, sink: {log: {}}}"::formatted).collect(Collectors.joining(", "))
                + "], edges: ["
                + Stream.of(sinks).map("{from: in, to: %s}"::formatted).collect(Collectors.joining(", "))
                + "]}";
    }

    private void provision(String name) {
        TestProvisioning.on(cluster.cluster())
                .reconcile(
                        new Pointer(EventType.REF_ADD, new ObjectRef(ObjectKind.PIPELINE, cluster.namespace(), name)));
    }

    /** As the API server does after an hour. */
    private void expireEvents() {
        cluster.client().v1().events().inNamespace(cluster.namespace()).delete();
    }

    private List<String> refusals() {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(Event::getReason)
                .filter(reason -> reason.equals("BuffersRefused"))
                .toList();
    }

    private List<String> aboutTheYounger() {
        repair.reconcile();
        return broker.events().stream().filter(event -> event.endsWith(younger)).toList();
    }
}
