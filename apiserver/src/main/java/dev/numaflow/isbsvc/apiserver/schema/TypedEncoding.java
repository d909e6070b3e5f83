package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes a built-in object as the real server's types do: no null, no empty optional field, and quantities in canonical form.
 * Rejects a value of the wrong type, as decoding into a Go type would.
 */
public final class TypedEncoding {
    private TypedEncoding() {}

    /** A value that cannot be decoded into its type. */
    public static final class TypeMismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TypeMismatch(String message) {
            super(message);
        }
    }

    /** Encodes the value in place. */
    public static void normalize(ObjectNode object, Schema schema, String path) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            Schema child = schema.child(name).orElse(null);
            JsonNode value = object.get(name);
            if (value.isNull() && !schema.preservesUnknown()) {
                object.remove(name);
            } else if (child != null) {
                JsonNode encoded = encode(value, child, path.isEmpty() ? name : path + "." + name);
                object.set(name, encoded);
                if (child.omittedWhenEmpty() && empty(encoded)) {
                    object.remove(name);
                }
            }
        }
    }

    private static JsonNode encode(JsonNode value, Schema schema, String path) {
        check(value, schema, path);
        if (schema.quantity()) {
            return TextNode.valueOf(canonical(value, path));
        }
        if (value instanceof ObjectNode object) {
            normalize(object, schema, path);
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, encode(array.get(i), schema.items().get(), path + "[" + i + "]"));
            }
        }
        return value;
    }

    private static String canonical(JsonNode value, String path) {
        try {
            return Quantity.canonical(value.asText());
        } catch (NumberFormatException e) {
            throw new TypeMismatch("quantities must match the regular expression '" + Quantity.PATTERN + "': " + path);
        }
    }

    private static void check(JsonNode value, Schema schema, String path) {
        boolean fits = schema.quantity() || schema.intOrString()
                ? value.isTextual() || value.isNumber()
                : SchemaTypes.fits(value, schema.type());
        if (fits && value.isTextual()) {
            fits = TextFormats.fits(value.asText(), schema);
        }
        if (!fits) {
            throw new TypeMismatch("json: cannot unmarshal " + SchemaTypes.nameOf(value) + " into field " + path
                    + " of type " + schema.type());
        }
    }

    private static boolean empty(JsonNode value) {
        return value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty()
                || value.isBoolean() && !value.asBoolean()
                || value.isNumber() && value.decimalValue().compareTo(BigDecimal.ZERO) == 0;
    }
}
