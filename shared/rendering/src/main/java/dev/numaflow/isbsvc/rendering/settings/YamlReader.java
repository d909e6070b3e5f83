package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads maps of texts: {@code 1_000}, {@code 010} and {@code yes} are checked by the rule of their key and never converted before.
 */
final class YamlReader {

    private final List<Violation> violations;
    private final Consumer<Violation> unknown;

    /** Reports unknown keys separately from all other violations. */
    YamlReader(List<Violation> violations, Consumer<Violation> unknown) {
        this.violations = violations;
        this.unknown = unknown;
    }

    /** Reads one text: unknown keys are violations, or ignored where another program owns it. */
    static YamlReader of(YamlText yaml, List<Violation> violations) {
        return new YamlReader(violations, yaml.lenient() ? ignored -> {} : violations::add);
    }

    /** The single map of the text; empty for blank or refused text. */
    Optional<JsonNode> map(YamlText yaml) {
        if (yaml.isBlank()) {
            return Optional.empty();
        }
        if (yaml.bytes() > Bounds.YAML_BYTES) {
            violations.add(
                    new Violation(yaml.path(), yaml.bytes() + " bytes", "at most " + Bounds.YAML_BYTES + " bytes"));
            return Optional.empty();
        }
        Parsed<JsonNode> root = YamlDocuments.readTexts(yaml.text(), yaml.path());
        violations.addAll(root.violations());
        return root.isGood() ? map(root.value(), yaml.path()) : Optional.empty();
    }

    /** The node as a map; empty for a key without value and for anything refused. */
    Optional<JsonNode> map(JsonNode node, String path) {
        if (node.isObject()) {
            return Optional.of(node);
        }
        if (!node.isMissingNode() && !node.isNull()) {
            violations.add(new Violation(path, kind(node), "a YAML map of keys and values"));
        }
        return Optional.empty();
    }

    /**
     * The entries of a map by their allowed names, case-insensitive.
     *
     * @param allowed the names, as documented
     */
    Map<String, JsonNode> entries(JsonNode map, String path, Set<String> allowed) {
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        allowed.forEach(name -> names.put(name, name));
        Map<String, JsonNode> entries = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        map.properties().forEach(entry -> {
            String name = names.get(entry.getKey());
            if (name == null) {
                unknown.accept(Violation.unknownField(path + "." + Shown.name(entry.getKey()), allowed));
            } else if (!seen.add(name)) {
                violations.add(new Violation(
                        path + "." + entry.getKey(), "the field a second time", "each field once, in any case"));
            } else {
                entries.put(name, entry.getValue());
            }
        });
        return entries;
    }

    /** The node as a scalar; empty for a list, a map or a missing value, which are refused. */
    Optional<Scalar> scalar(JsonNode node, String path) {
        if (node.isValueNode() && !node.isNull()) {
            return Optional.of(new Scalar(path, node.asText()));
        }
        violations.add(new Violation(path, kind(node), "a single value"));
        return Optional.empty();
    }

    private static String kind(JsonNode node) {
        if (node.isContainerNode()) {
            return node.isArray() ? "a list" : "a map";
        }
        return node.isNull() ? "nothing" : Shown.quoted(node.asText());
    }
}
