package dev.numaflow.isbsvc.apiserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;

/** Reads, writes and compares JSON trees, the same way everywhere in this server. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper YAML = YAMLMapper.builder().build();

    /** Numbers are equal by value: 1 read from a request equals 1 computed here, whatever the Java type. */
    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (a, b) -> {
        if (a.equals(b)) {
            return 0;
        }
        boolean numbers = a.isNumber() && b.isNumber();
        return numbers && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : 1;
    };

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Reads JSON from a client; a duplicate key is an error. */
    public static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** Reads YAML, or JSON, from a client. */
    public static JsonNode parseYaml(byte[] text) throws IOException {
        return YAML.readTree(text);
    }

    /** Reads JSON that this server has written. */
    public static JsonNode parseOwn(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compact JSON. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compact JSON as text. */
    public static String text(JsonNode node) {
        return node.toString();
    }

    /** The value at a path of field names; a missing node where there is none. */
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (String name : path) {
            current = current == null ? MissingNode.getInstance() : current.path(name);
        }
        return current;
    }

    /** The object at a path of field names, created where it is absent or null. */
    public static ObjectNode objectAt(ObjectNode node, String... path) {
        ObjectNode current = node;
        for (String name : path) {
            JsonNode child = current.get(name);
            current = child instanceof ObjectNode object ? object : current.putObject(name);
        }
        return current;
    }

    /** Whether the value is absent or null. */
    public static boolean absent(JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull();
    }

    /** Deep equality that compares numbers by value and ignores the order of fields. */
    public static boolean same(JsonNode a, JsonNode b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.equals(NUMBERS_BY_VALUE, b);
    }
}
