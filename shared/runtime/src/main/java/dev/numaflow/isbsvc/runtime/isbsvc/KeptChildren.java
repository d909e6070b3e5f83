package dev.numaflow.isbsvc.runtime.isbsvc;

import java.util.List;
import java.util.Optional;

/**
 * The result of keeping the children of a service while its spec is refused: they are kept as rendered last, or it is known why not.
 *
 * @param deployed the result of applying them; nothing where it was not tried
 * @param notKept why they are not as rendered last; nothing where they are
 */
record KeptChildren(Optional<ApplyResult> deployed, Optional<String> notKept) {

    static KeptChildren not(String why) {
        return new KeptChildren(Optional.empty(), Optional.of(why));
    }

    /** @param overtaken what it means that a child belongs to a newer generation; nothing where that is being applied */
    static KeptChildren of(ApplyResult deployed, Optional<String> overtaken) {
        Optional<String> notKept = deployed instanceof ApplyResult.Failed failed
                ? Optional.of(failed.reason() + ": " + failed.message())
                : deployed instanceof ApplyResult.Overtaken ? overtaken : Optional.empty();
        return new KeptChildren(Optional.of(deployed), notKept);
    }

    /** What was written to them. */
    List<String> changes() {
        return ApplyResult.changes(deployed);
    }
}
