package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.List;
import java.util.Optional;

/** The result of applying one child. */
public sealed interface ChildApplyResult {

    /** @param live as the API server keeps it; nothing where that is not as it was sent */
    record Created(Optional<JsonNode> live) implements ChildApplyResult {}

    /** It differed from its desired state. @param differences where, at least one; @param live as the API server keeps it now */
    record Updated(List<Difference> differences, JsonNode live) implements ChildApplyResult {
        public Updated {
            differences = List.copyOf(differences);
        }
    }

    /** It was in its desired state, and is now marked as rendered from the newest generation. */
    record Marked(JsonNode live) implements ChildApplyResult {}

    /** It is in its desired state. */
    record Unchanged(JsonNode live) implements ChildApplyResult {}

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

    /** The live child, where it is in its desired state now. */
    default Optional<JsonNode> asDesired() {
        if (this instanceof Created created) {
            return created.live();
        }
        if (this instanceof Updated updated) {
            return Optional.of(updated.live());
        }
        if (this instanceof Marked marked) {
            return Optional.of(marked.live());
        }
        return this instanceof Unchanged unchanged ? Optional.of(unchanged.live()) : Optional.empty();
    }
}
