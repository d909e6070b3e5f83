package dev.numaflow.isbsvc.rendering.input;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Resolves unquoted scalars: whatever is not nothing stays the text that was written. */
class TextScalars extends Resolver {

    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL| ");
    private static final Pattern EMPTY = Pattern.compile("");
    private static final Pattern MERGE = Pattern.compile("<<");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.NULL, NOTHING, "~nN ");
        addImplicitResolver(Tag.NULL, EMPTY, null);
        addImplicitResolver(Tag.MERGE, MERGE, "<");
    }
}
