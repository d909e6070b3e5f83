package dev.numaflow.isbsvc.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Values that have broken something somewhere: of another type, without a bound, or meant to leave their place. */
public final class HostileValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Texts that mean something to somebody further on. */
    public static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "-1",
            "0",
            "1e999999999",
            "1e100000000",
            "-5Gi",
            "100000000000000000000Ei",
            "0.0000000001",
            "2147483648",
            "9".repeat(400),
            "Ki",
            "20Gi\n",
            "$(JS_KEY)",
            "a\nb: c",
            "a\u0000b",
            "\ud800",
            "\u2603",
            "../../x",
            "x?watch=true",
            "a b",
            "A=B",
            "a".repeat(300),
            "a".repeat(70_000),
            "{{.}}",
            "max_payload: 68157440",
            "max_payload: 1e9",
            "max_payload: [",
            "stream: {maxMsgs: 9223372036854775808}",
            "stream: {replicas: 5, maxAge: 1s, duplicates: 1s}",
            "stream: {novel: 1}",
            "a: &a [*a]",
            "a: &a [x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]",
            "--profile=1",
            "-l=/etc/passwd",
            "--client_advertise=$(A)",
            "-DV",
            "null",
            "~",
            "true");

    static final List<JsonNode> ALL = all();

    private HostileValues() {}

    private static List<JsonNode> all() {
        List<JsonNode> values = new ArrayList<>();
        TEXTS.forEach(text -> values.add(JSON.textNode(text)));
        Stream.of(0, -1, 2, 3, 5, 7, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE)
                .forEach(number -> values.add(JSON.numberNode(number)));
        values.add(JSON.numberNode(Long.MAX_VALUE));
        values.add(JSON.numberNode(new BigInteger("9".repeat(400))));
        values.add(JSON.numberNode(new BigDecimal("1e400")));
        values.add(JSON.numberNode(0.5));
        values.add(JSON.nullNode());
        values.add(JSON.booleanNode(true));
        values.add(JSON.booleanNode(false));
        values.add(JSON.arrayNode());
        values.add(JSON.arrayNode().addNull());
        values.add(JSON.arrayNode().add("x").add("x"));
        values.add(JSON.objectNode());
        values.add(JSON.objectNode().putNull("a"));
        values.add(JSON.objectNode().put("a/b c", "d"));
        values.add(longList());
        values.add(wideMap());
        values.add(deep());
        return List.copyOf(values);
    }

    private static JsonNode longList() {
        ArrayNode list = JSON.arrayNode();
        for (int i = 0; i < 5_000; i++) {
            list.add("x" + i);
        }
        return list;
    }

    private static JsonNode wideMap() {
        ObjectNode map = JSON.objectNode();
        for (int i = 0; i < 5_000; i++) {
            map.put("x" + i, "y");
        }
        return map;
    }

    /** Three of them within each other are still fewer than the thousand levels that Jackson writes: a test has to send what it makes. */
    private static JsonNode deep() {
        ArrayNode deep = JSON.arrayNode();
        for (int i = 0; i < 300; i++) {
            deep = JSON.arrayNode().add(deep);
        }
        return deep;
    }
}
