package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads, writes and compares JSON trees, the same way everywhere in this server. */
final class Json {
    /** Reads JSON; a duplicate key is an error. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Numbers are equal by value: 1 read from a request equals 1 computed here, whatever the Java type. */
    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (a, b) -> {
        boolean numbers = a.isNumber() && b.isNumber();
        return a.equals(b) || numbers && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : 1;
    };

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text at a path of field names; empty where there is none. */
    static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    /** The value at a path of field names; a missing node where there is none. */
    static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (String name : path) {
            current = current.path(name);
        }
        return current;
    }

    /** The object at a path of field names, created where it is absent or null. */
    static ObjectNode objectAt(ObjectNode node, String... path) {
        ObjectNode current = node;
        for (String name : path) {
            current = current.get(name) instanceof ObjectNode object ? object : current.putObject(name);
        }
        return current;
    }

    static List<String> texts(JsonNode array) {
        return new ArrayList<>(StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList());
    }

    /** The names of an object's fields, which may be removed meanwhile. */
    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Sets a field, or removes it where there is no value. */
    static void set(ObjectNode object, String field, JsonNode value) {
        if (value == null || value.isMissingNode()) {
            object.remove(field);
        } else {
            object.set(field, value.deepCopy());
        }
    }

    static boolean absent(JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull();
    }

    /** Deep equality that compares numbers by value and ignores the order of fields. */
    static boolean same(JsonNode a, JsonNode b) {
        return a != null && b != null ? a.equals(NUMBERS_BY_VALUE, b) : a == null && b == null;
    }
}
