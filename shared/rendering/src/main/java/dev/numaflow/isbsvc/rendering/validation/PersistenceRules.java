package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import java.util.List;

/** Validates that claims can be created as requested. */
final class PersistenceRules {

    /** The modes in which a server can write, so without {@code ReadOnlyMany}. */
    private static final List<String> ACCESS_MODES = List.of("ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany");

    private PersistenceRules() {}

    static void check(PersistenceSpec persistence, String path, List<Violation> violations) {
        if (persistence == null) {
            return;
        }
        if (!ACCESS_MODES.contains(persistence.accessModeOrDefault())) {
            violations.add(new Violation(
                    path + ".accessMode",
                    Shown.quoted(persistence.accessMode()),
                    "one of " + String.join(", ", ACCESS_MODES)));
        }
        if (Quantities.amount(persistence.volumeSizeOrDefault()).signum() <= 0) {
            violations.add(new Violation(
                    path + ".volumeSize",
                    Shown.quoted(persistence.volumeSize().toString()),
                    "a size above 0 and below 8Ei, such as 20Gi"));
        }
    }
}
