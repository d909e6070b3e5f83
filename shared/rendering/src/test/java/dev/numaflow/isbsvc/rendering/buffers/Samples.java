package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;

/** Pipelines written in the tests, with as little around them as possible. */
final class Samples {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** A Pipeline of the namespace data, from the YAML of its specification. */
    static Parsed<PipelineLike> pipeline(String name, String spec) {
        return object("Pipeline", name, spec);
    }

    static Parsed<PipelineLike> object(String kind, String name, String spec) {
        return PipelineLikes.read(yaml(
                """
                kind: %s
                metadata: {namespace: data, name: %s}
                spec:
                %s"""
                        .formatted(kind, name, spec.indent(2))));
    }

    static BufferConfig config(String overrides) {
        return BufferConfig.merge(new YamlText(null, "defaults"), new YamlText(overrides, "overrides"), 3)
                .value();
    }

    static JsonNode json(Object value) {
        return JSON.valueToTree(value);
    }

    static JsonNode yaml(String text) {
        return YamlDocuments.read(text, "sample").value().get(0);
    }
}
