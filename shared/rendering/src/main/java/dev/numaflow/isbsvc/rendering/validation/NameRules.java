package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import java.util.List;

/** Validates that a service's name can be part of the names of its children. */
final class NameRules {

    /**
     * A pod's label {@code controller-revision-hash} holds the StatefulSet's name, a dash and a hash of ten characters, and a label
     * has 63 at most; {@code isbsvc-} and {@code -js} take ten of what remains.
     */
    private static final int LONGEST = 63 - 11 - 10;

    private NameRules() {}

    static void check(String name, List<Violation> violations) {
        String found = "\"" + name + "\"";
        // As in Numaflow: the name becomes part of DNS names.
        if (!ObjectNames.isFormedAsLabel(name)) {
            violations.add(new Violation(
                    "metadata.name", found, "lower case letters, digits and dashes; first a letter, last no dash"));
        } else if (name.length() > LONGEST) {
            violations.add(new Violation(
                    "metadata.name",
                    found + " of " + name.length() + " characters",
                    "at most " + LONGEST + " characters, so that the names of its pods fit into their labels"));
        }
    }
}
