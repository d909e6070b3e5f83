package dev.numaflow.isbsvc.rendering.input;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Resolves unquoted scalars: only JSON's numbers and words, in the spellings of YAML 1.2, are not text. An excessively long number
 * stays text, because the time to convert it grows with its length.
 */
final class PlainScalars extends TextScalars {

    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]{0,39})");
    private static final Pattern DECIMAL = Pattern.compile(
            "[-+]?(?:\\.[0-9]{1,40}|(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");

    @Override
    protected void addImplicitResolvers() {
        super.addImplicitResolvers();
        addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
        addImplicitResolver(Tag.BOOL, TRUTH, "tTfF");
    }
}
