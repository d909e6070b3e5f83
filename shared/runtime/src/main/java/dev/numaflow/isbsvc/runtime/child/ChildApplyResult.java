package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.List;
import java.util.Optional;

/** The result of applying one child. */
public sealed interface ChildApplyResult {

    /** The live child, where it is in its desired state now. */
    default Optional<JsonNode> asDesired() {
        return Optional.empty();
    }

    /** @param live as the API server keeps it; nothing where that is not as it was sent */
    record Created(Optional<JsonNode> live) implements ChildApplyResult {
        @Override
        public Optional<JsonNode> asDesired() {
            return live;
        }
    }

    /** It differed from its desired state. @param differences where, at least one; @param live as the API server keeps it now */
    record Updated(List<Difference> differences, JsonNode live) implements ChildApplyResult {
        public Updated {
            differences = List.copyOf(differences);
        }

        @Override
        public Optional<JsonNode> asDesired() {
            return Optional.of(live);
        }
    }

    /** It was in its desired state, and is now marked as rendered from the newest generation. */
    record Marked(JsonNode live) implements ChildApplyResult {
        @Override
        public Optional<JsonNode> asDesired() {
            return Optional.of(live);
        }
    }

    /** It is in its desired state. */
    record Unchanged(JsonNode live) implements ChildApplyResult {
        @Override
        public Optional<JsonNode> asDesired() {
            return Optional.of(live);
        }
    }

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
