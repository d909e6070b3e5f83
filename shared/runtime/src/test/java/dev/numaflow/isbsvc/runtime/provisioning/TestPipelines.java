package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.testkit.Manifests;

/** Pipelines as tests apply them. */
final class TestPipelines {

    private static final String GOLDEN = "shared/rendering/src/test/resources/golden/";

    private TestPipelines() {}

    static JsonNode simplePipeline() {
        return golden("pipelines/simple.yaml");
    }

    static JsonNode golden(String file) {
        return yaml(Manifests.text(GOLDEN + file));
    }

    static JsonNode yaml(String text) {
        return Manifests.document(text);
    }

    /** A pipeline of a source and some sinks. */
    static JsonNode pipeline(String name, String... sinks) {
        StringBuilder vertices = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (String sink : sinks) {
            vertices.append(", {name: %s, sink: {log: {}}}".formatted(sink));
            edges.append(edges.isEmpty() ? "" : ", ").append("{from: in, to: %s}".formatted(sink));
        }
        return yaml(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: data}
                spec:
                  vertices: [{name: in, source: {generator: {rpu: 5}}}%s]
                  edges: [%s]
                """
                        .formatted(name, vertices, edges));
    }
}
