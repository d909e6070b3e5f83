package dev.numaflow.isbsvc.runtime.child;

import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.List;

/** The result of applying one child. */
public sealed interface ChildApplyResult {

    record Created() implements ChildApplyResult {}

    /** It differed from its desired state. @param differences where, at least one */
    record Updated(List<Difference> differences) implements ChildApplyResult {
        public Updated {
            differences = List.copyOf(differences);
        }
    }

    /** It was in its desired state, and is now marked as rendered from the newest generation. */
    record Marked() implements ChildApplyResult {}

    record Unchanged() implements ChildApplyResult {}

    /** It was written before and not kept: another writer changes each write on its way, and it is not written again. */
    record NotKept(Difference difference) implements ChildApplyResult {}

    /** A newer generation, or a newer renderer, has written it: ours is outdated. */
    record NewerExists() implements ChildApplyResult {}

    /** The name is taken by an object of another owner, which is left alone. */
    record ForeignOwner(String owner) implements ChildApplyResult {}

    /** The API server will never accept it unchanged. @param causes the same field by field, where it reports them */
    record Rejected(String message, List<FieldCause> causes) implements ChildApplyResult {
        Rejected(String message) {
            this(message, List.of());
        }
    }
}
