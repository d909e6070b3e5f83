package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.Optional;

/** One thing to be done about a stream, or only to be reported about it. */
public sealed interface StreamAction
        permits DesiredStreamAction,
                RemoveAction,
                StreamAction.Reset,
                StreamAction.Adopt,
                StreamAction.Unmark,
                StreamAction.Refuse {

    /**
     * The cases, in the order in which they are carried out: deletions first, because what was observed may change soon, and because
     * they free space. Whoever carries them out switches over all of them.
     */
    enum Kind {
        DELETE(Reason.BUFFERS_REMOVED, StreamState.PRESENT, ""),
        /** After the buffers whose progress they keep: none of a Pipeline of which a buffer has to stay. */
        DELETE_BUCKET(Reason.BUFFERS_REMOVED, StreamState.PRESENT, ""),
        CREATE(Reason.BUFFERS_CREATED, StreamState.MISSING, "some of its buffers are missing"),
        REPAIR(Reason.BUFFERS_REPAIRED, StreamState.DAMAGED, "some of its buffers cannot work"),
        RESET(Reason.BUFFERS_REPAIRED, StreamState.DAMAGED, "a consumer of its buffers is ahead of its stream"),
        ADOPT(Reason.BUFFERS_ADOPTED, StreamState.PRESENT, "it has not taken over what it found"),
        UNMARK(Reason.BUFFERS_ADOPTED, StreamState.PRESENT, "its buffers count as those of a Pipeline that is gone"),
        KEEP(Reason.BUFFER_DELETION_PENDING, StreamState.PRESENT, ""),
        REFUSE(Reason.BUFFERS_REFUSED, StreamState.PRESENT, "its buffers are refused"),
        LEAVE(Reason.BUFFERS_DRIFTED, StreamState.DRIFTED, "");

        final Reason reason;
        private final StreamState state;
        private final String missed;

        Kind(Reason reason, StreamState state, String missed) {
            this.reason = reason;
            this.state = state;
            this.missed = missed;
        }
    }

    Kind kind();

    /** The name of the stream; empty where it is about no single one. */
    String stream();

    /** The live Pipeline that it is done for, which receives the Event; empty where the service receives it. */
    Optional<PipelineRef> pipeline();

    /** The Pipeline that owns the stream, or owned it. */
    default StreamOwner owner() {
        return pipeline().orElseThrow().owner();
    }

    /** Whether that is gone, so that its streams are deleted. */
    default boolean isOfGone() {
        return false;
    }

    /** The reason of the Event, once it is done or where it is only reported. */
    default Reason reason() {
        return kind().reason;
    }

    /** The message of the Event; what is known only when it is done is appended. */
    default String text() {
        return "stream " + stream();
    }

    /** What makes two such Events the same, where the message has numbers that keep changing. */
    default Optional<String> identity() {
        return Optional.empty();
    }

    /** Whether there is something to be done. */
    default boolean isDue() {
        return !isReported();
    }

    /** Whether an Event reports it at once, and not only when it is done. */
    default boolean isReported() {
        return kind().compareTo(Kind.KEEP) > 0;
    }

    /** Why `repair` has it reconciled, where it is due, or no Event reports it; empty where it need not be. */
    default String missed() {
        return kind().missed;
    }

    /** The state of the stream; PRESENT where this does not affect it. */
    default StreamState state() {
        return kind().state;
    }

    /** What is shown beside the state. */
    default String details() {
        return owner().toString();
    }

    /** Whether a listing may be stale about it, so that the stream is read again before anything is done. */
    default boolean isSuspect() {
        return false;
    }

    /** A consumer ahead of its stream, which is set back. Where no live Pipeline needs the stream, that is only shown. */
    record Reset(ConsumerAhead ahead, Optional<PipelineRef> pipeline) implements StreamAction {

        @Override
        public Kind kind() {
            return Kind.RESET;
        }

        @Override
        public String stream() {
            return ahead.stream();
        }

        @Override
        public boolean isDue() {
            return pipeline.isPresent();
        }

        @Override
        public String details() {
            return ahead.message();
        }
    }

    /** A stream that fits a Pipeline and does not carry its uid yet. @param set a digest of all that it requests */
    record Adopt(String stream, Optional<PipelineRef> pipeline, String set) implements StreamAction {

        /** The configuration of the stream with its new owner. */
        public JsonNode writtenInto(JsonNode config) {
            return owner().writtenInto(config, set);
        }

        @Override
        public Kind kind() {
            return Kind.ADOPT;
        }
    }

    /** A stream that is marked as left by a deleted Pipeline, and no longer is: if that is deleted again, the grace period restarts. */
    record Unmark(String stream, StreamOwner owner) implements StreamAction {

        @Override
        public Kind kind() {
            return Kind.UNMARK;
        }

        @Override
        public Optional<PipelineRef> pipeline() {
            return Optional.empty();
        }
    }

    /**
     * A Pipeline that gets no streams. Existing ones stay.
     *
     * @param bug what planning them ended with; nothing where a rule refuses them
     */
    record Refuse(Optional<PipelineRef> pipeline, String text, Optional<Throwable> bug) implements StreamAction {

        @Override
        public Kind kind() {
            return Kind.REFUSE;
        }

        @Override
        public String stream() {
            return "";
        }
    }
}
