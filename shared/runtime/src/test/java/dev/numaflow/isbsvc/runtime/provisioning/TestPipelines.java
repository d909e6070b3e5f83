package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Pipelines as tests apply them. */
final class TestPipelines {

    private static final String GOLDEN = "shared/rendering/src/test/resources/golden/";

    private TestPipelines() {}

    static JsonNode simplePipeline() {
        return golden("pipelines/simple.yaml");
    }

    static JsonNode golden(String file) {
        try {
            return yaml(Files.readString(Repository.file(GOLDEN + file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        return YamlDocuments.read(text, "a test's object").value().get(0);
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
