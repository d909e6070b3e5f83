package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Changes one field of a spec by name, so that a record with many fields needs no copy method for each. */
public final class SpecEdit {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SpecEdit() {}

    public static JetStreamSpec with(JetStreamSpec spec, String field, Object value) {
        ObjectNode tree = MAPPER.valueToTree(spec);
        if (!tree.has(field)) {
            throw new IllegalArgumentException("no field of spec.jetstream: " + field);
        }
        tree.set(field, MAPPER.valueToTree(value));
        return MAPPER.convertValue(tree, JetStreamSpec.class);
    }
}
