package dev.numaflow.isbsvc.local.node;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code $(NAME)} as the kubelet does: unknown names stay unchanged, {@code $$} is a dollar sign. */
final class VariableExpansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^)]*)\\))");

    private VariableExpansion() {}

    static String expand(String text, Map<String, String> variables) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement(found, variables)));
    }

    private static String replacement(MatchResult found, Map<String, String> variables) {
        return found.group(1) == null ? "$" : variables.getOrDefault(found.group(1), found.group());
    }
}
