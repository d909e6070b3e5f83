package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.time.Instant;
import java.util.Optional;

/** An action about a stream that no Pipeline needs on this service: it is deleted, or kept for now. */
public sealed interface RemoveAction extends StreamAction permits Unwanted, RemoveAction.Moved {
    StreamReport left();

    /** Whether it may be deleted although it has unread messages. */
    boolean mayGoUndrained();

    /** The configuration with the time since when it is kept. */
    JsonNode marked(JsonNode config);

    static Kind kind(StreamReport left, boolean isDeleted) {
        Kind deleted = Unwanted.isBucket(left.name()) ? Kind.DELETE_BUCKET : Kind.DELETE;
        return isDeleted ? deleted : Kind.KEEP;
    }

    /** Whether it may still be deleted, by a read right before: its owner is the same, and it has no unread message that has to stay. */
    default boolean mayGo(StreamReport live) {
        return StreamOwner.in(live.config()).equals(StreamOwner.in(left().config()))
                && (kind() == Kind.DELETE_BUCKET || live.drained() || mayGoUndrained());
    }

    @Override
    default String stream() {
        return left().name();
    }

    @Override
    default boolean isSuspect() {
        return true;
    }

    /**
     * A stream of a Pipeline that uses another service now.
     *
     * @param isDue whether it is to be deleted, or marked with the time since when it is kept
     */
    record Moved(DeletionDecision decision, StreamReport left, Kind kind, boolean isDue, Instant now)
            implements RemoveAction {

        @Override
        public Optional<PipelineRef> pipeline() {
            return Optional.of(decision.moved().pipeline());
        }

        @Override
        public boolean mayGoUndrained() {
            return decision.isApproved();
        }

        @Override
        public JsonNode marked(JsonNode config) {
            return StreamOwner.markedMoved(config, decision.moved().since().orElse(now));
        }

        @Override
        public Reason reason() {
            return kind == Kind.KEEP ? Reason.BUFFER_DELETION_HELD : kind.reason;
        }

        @Override
        public String text() {
            return kind == Kind.KEEP ? decision.message(now) : RemoveAction.super.text();
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(decision.identity(now));
        }

        /** One Event reports all of them. */
        @Override
        public boolean isReported() {
            return kind == Kind.KEEP && left.equals(decision.moved().streams().get(0));
        }

        @Override
        public String missed() {
            return decision.missed(isDue);
        }

        @Override
        public StreamState state() {
            return StreamState.MOVED;
        }

        @Override
        public String details() {
            return decision.details(left);
        }

        @Override
        public boolean isSuspect() {
            return kind != Kind.KEEP;
        }
    }
}
