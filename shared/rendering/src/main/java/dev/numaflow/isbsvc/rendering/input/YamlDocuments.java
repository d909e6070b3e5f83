package dev.numaflow.isbsvc.rendering.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads a stream of YAML documents into trees, anchors and merge keys resolved, as kubectl reads files. A value that is not
 * certainly a number or a boolean stays text: {@code yes}, {@code 010}, {@code 1_000} and dates are never guessed.
 */
public final class YamlDocuments {

    private YamlDocuments() {}

    /**
     * The documents that are not empty.
     *
     * @param source the name of the text in a refusal
     */
    public static Parsed<List<JsonNode>> read(String text, String source) {
        try {
            List<JsonNode> documents = new ArrayList<>();
            TreeBuilder trees = new TreeBuilder();
            for (Object document : yaml(new PlainScalars()).loadAll(text)) {
                if (document != null) {
                    documents.add(trees.build(document));
                }
            }
            return Parsed.of(documents);
        } catch (YAMLException e) {
            return Parsed.refused(new Violation(source, problem(e), "YAML documents"));
        }
    }

    /** One document, in which every value stays the text that was written; a missing node where it is empty. */
    public static Parsed<JsonNode> readTexts(String text, String source) {
        try {
            Object document = yaml(new TextScalars()).load(text);
            return Parsed.of(document == null ? MissingNode.getInstance() : new TreeBuilder().build(document));
        } catch (YAMLException e) {
            return Parsed.refused(new Violation(source, problem(e), "one YAML map"));
        }
    }

    private static Yaml yaml(Resolver scalars) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, scalars);
    }

    /** The library's message on one line. */
    private static String problem(YAMLException e) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return "text that is no YAML: line %d, column %d: %s"
                    .formatted(
                            marked.getProblemMark().getLine() + 1,
                            marked.getProblemMark().getColumn() + 1,
                            firstLine(marked.getProblem()));
        }
        return "text that is no YAML: " + firstLine(e.getMessage());
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
