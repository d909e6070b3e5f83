package dev.numaflow.isbsvc.local.luck;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;

/** What users apply. */
final class Objects {

    private Objects() {}

    static JsonNode service(String namespace, String name) {
        return read(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: "%s"}
                spec: {jetstream: {version: latest, replicas: 1}}
                """
                        .formatted(name, namespace));
    }

    /** @param steps between its source and its sink */
    static JsonNode pipeline(String namespace, String name, int steps) {
        String vertices = steps == 1 ? "" : "  - {name: more, udf: {container: {image: x}}}\n";
        String edges = steps == 1 ? "[{from: in, to: out}]" : "[{from: in, to: more}, {from: more, to: out}]";
        return read(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: "%s"}
                spec:
                  interStepBufferServiceName: a
                  vertices:
                  - {name: in, source: {generator: {rpu: 5}}}
                %s  - {name: out, sink: {log: {}}}
                  edges: %s
                """
                        .formatted(name, namespace, vertices, edges));
    }

    private static JsonNode read(String yaml) {
        return YamlDocuments.read(yaml, "an object of a scenario").value().get(0);
    }
}
