package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.testkit.Manifests;

/** What users apply. */
final class Objects {

    /** Disks go with their pods. */
    static final String PASSING = "{version: latest, replicas: 1}";

    /** Disks stay. */
    static final String PERSISTENT = "{version: latest, replicas: 1, persistence: {volumeSize: 3Gi}}";

    private Objects() {}

    /** @param jetstream one of the above */
    static JsonNode service(String namespace, String name, String jetstream) {
        return Manifests.document(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: "%s"}
                spec: {jetstream: %s}
                """
                        .formatted(name, namespace, jetstream));
    }

    /** @param steps between its source and its sink */
    static JsonNode pipeline(String namespace, String name, int steps) {
        String vertices = steps == 1 ? "" : "  - {name: more, udf: {container: {image: x}}}\n";
        String edges = steps == 1 ? "[{from: in, to: out}]" : "[{from: in, to: more}, {from: more, to: out}]";
        return Manifests.document(
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

    static JsonNode servingPipeline(String namespace, String name) {
        return Manifests.document(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: ServingPipeline
                metadata: {name: %s, namespace: "%s"}
                spec:
                  serving: {service: true, msgIDHeaderKey: X-Request-Id}
                  pipeline:
                    interStepBufferServiceName: a
                    vertices:
                    - {name: in, source: {}}
                    - {name: out, sink: {log: {}}}
                    edges: [{from: in, to: out}]
                """
                        .formatted(name, namespace));
    }
}
