package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads YAML but keeps every value as the text that was written: {@code 1_000}, {@code 010} and {@code yes} are checked by the rule
 * of their key and never converted before. Aliases are shared, not copied, so a document cannot grow while it is read.
 */
final class YamlReader {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,60}");

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
    Optional<MappingNode> map(YamlText yaml) {
        if (yaml.isBlank()) {
            return Optional.empty();
        }
        if (yaml.bytes() > Bounds.YAML_BYTES) {
            violations.add(
                    new Violation(yaml.path(), yaml.bytes() + " bytes", "at most " + Bounds.YAML_BYTES + " bytes"));
            return Optional.empty();
        }
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml.text()));
            return root == null ? Optional.empty() : map(root, yaml.path());
        } catch (YAMLException e) {
            violations.add(new Violation(yaml.path(), YamlDocuments.problem(e), "one YAML map"));
            return Optional.empty();
        }
    }

    /** The node as a map; empty for a key without value and for anything refused. */
    Optional<MappingNode> map(Node node, String path) {
        if (node instanceof MappingNode map) {
            return Optional.of(map);
        }
        if (!(node instanceof ScalarNode scalar && scalar.isPlain() && isNothing(scalar.getValue()))) {
            violations.add(new Violation(path, kind(node), "a YAML map of keys and values"));
        }
        return Optional.empty();
    }

    /**
     * The entries of a map by their allowed names, case-insensitive.
     *
     * @param allowed the names, as documented
     */
    Map<String, Node> entries(MappingNode map, String path, Set<String> allowed) {
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        allowed.forEach(name -> names.put(name, name));
        Map<String, Node> entries = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            String name = names.get(key);
            if (name == null) {
                unknown.accept(Violation.unknownField(path + "." + shown(tuple.getKeyNode()), allowed));
            } else if (!seen.add(name)) {
                violations.add(
                        new Violation(path + "." + key, "the field a second time", "each field once, in any case"));
            } else {
                entries.put(name, tuple.getValueNode());
            }
        }
        return entries;
    }

    /** The node as a scalar; empty for a list, a map or a missing value, which are refused. */
    Optional<Scalar> scalar(Node node, String path) {
        if (node instanceof ScalarNode scalar && !(scalar.isPlain() && isNothing(scalar.getValue()))) {
            return Optional.of(new Scalar(path, scalar.getValue()));
        }
        violations.add(new Violation(path, kind(node), "a single value"));
        return Optional.empty();
    }

    private static String shown(Node key) {
        if (!(key instanceof ScalarNode scalar)) {
            return "(" + kind(key) + " as a name)";
        }
        return WORD.matcher(scalar.getValue()).matches() ? scalar.getValue() : Shown.quoted(scalar.getValue());
    }

    private static String kind(Node node) {
        return switch (node.getNodeId()) {
            case mapping -> "a map";
            case sequence -> "a list";
            default -> {
                String text = ((ScalarNode) node).getValue();
                yield isNothing(text) ? "nothing" : Shown.quoted(text);
            }
        };
    }

    private static boolean isNothing(String text) {
        return text.isEmpty()
                || text.equals("~")
                || text.toLowerCase(Locale.ROOT).equals("null");
    }
}
