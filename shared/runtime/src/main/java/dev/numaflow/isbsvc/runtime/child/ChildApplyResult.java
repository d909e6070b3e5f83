package dev.numaflow.isbsvc.runtime.child;

import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.List;

/** What applying one child led to. */
public sealed interface ChildApplyResult {

    record Created() implements ChildApplyResult {}

    /** It was not as wanted. @param differences where, at least one */
    record Updated(List<Difference> differences) implements ChildApplyResult {
        public Updated {
            differences = List.copyOf(differences);
        }
    }

    /** It was as wanted, and is now marked as made from the newest generation. */
    record Marked() implements ChildApplyResult {}

    record Unchanged() implements ChildApplyResult {}

    /** It was written before and did not stay so: somebody changes each write on its way, and it is not written again. */
    record NotKept(Difference difference) implements ChildApplyResult {}

    /** A newer generation, or a newer renderer, has written it: ours is out of date. */
    record NewerExists() implements ChildApplyResult {}

    /** The name is taken by somebody else's object, which is left alone. */
    record ForeignOwner(String owner) implements ChildApplyResult {}

    /** The API server will never accept it as it stands. @param causes the same field by field, where it tells */
    record Rejected(String message, List<FieldCause> causes) implements ChildApplyResult {
        Rejected(String message) {
            this(message, List.of());
        }
    }
}
