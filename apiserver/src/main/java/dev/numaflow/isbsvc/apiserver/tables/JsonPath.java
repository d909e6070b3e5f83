package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON paths of printer columns: fields, indexes, wildcards, and filters that compare a field with a text. */
final class JsonPath {
    private static final Pattern STEP = Pattern.compile("\\.(?<field>(?:\\\\\\.|[^.\\[\\]])+)"
            + "|\\[(?<index>\\d+|\\*)]"
            + "|\\['(?<quoted>[^']+)']"
            + "|\\[\\?\\(@\\.(?<key>[^=!\\s]+)\\s*==\\s*[\"'](?<value>[^\"']*)[\"']\\)]");

    private JsonPath() {}

    /** The first value at the path. */
    static JsonNode first(JsonNode object, String path) {
        List<JsonNode> current = List.of(object);
        Matcher step = STEP.matcher(path.startsWith(".") || path.startsWith("[") ? path : "." + path);
        while (step.find()) {
            List<JsonNode> next = new ArrayList<>();
            current.forEach(each -> take(each, step, next));
            current = next;
        }
        return current.isEmpty() ? MissingNode.getInstance() : current.get(0);
    }

    private static void take(JsonNode node, Matcher step, List<JsonNode> found) {
        String field = step.group("field") == null ? step.group("quoted") : step.group("field");
        if (field != null) {
            add(node.path(field.replace("\\.", ".")), found);
        } else if (step.group("key") != null) {
            node.forEach(each -> {
                if (each.path(step.group("key")).asText().equals(step.group("value"))) {
                    found.add(each);
                }
            });
        } else if (step.group("index").equals("*")) {
            node.forEach(found::add);
        } else {
            add(node.path(Integer.parseInt(step.group("index"))), found);
        }
    }

    private static void add(JsonNode node, List<JsonNode> found) {
        if (!node.isMissingNode()) {
            found.add(node);
        }
    }
}
