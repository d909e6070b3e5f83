package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.List;
import java.util.Optional;

/** An action about a stream that must exist. */
public sealed interface DesiredStreamAction extends StreamAction {
    DesiredStream desired();

    @Override
    default String stream() {
        return desired().name();
    }

    @Override
    default Optional<PipelineRef> pipeline() {
        return Optional.of(desired().pipeline());
    }

    /**
     * Something to be created.
     *
     * @param isNew whether the stream itself is missing
     * @param again whether others were created with it: it is not new, but was lost, or its creation failed
     * @param consumers the names of those that are missing
     */
    record Create(DesiredStream desired, boolean isNew, boolean again, List<String> consumers)
            implements DesiredStreamAction {

        /** Whether it is certainly missing: only as many silent nodes as it has replicas could hide it. */
        public boolean isCertain(int silent) {
            return !isNew || desired.copies() > silent;
        }

        @Override
        public Kind kind() {
            return Kind.CREATE;
        }

        @Override
        public Reason reason() {
            return again ? Reason.BUFFERS_REPAIRED : Reason.BUFFERS_CREATED;
        }

        @Override
        public String details() {
            return isNew ? "" : "its consumer " + String.join(", ", consumers);
        }

        @Override
        public boolean isSuspect() {
            return !isNew;
        }
    }

    /** What exists and cannot work. @param consumer the name of the one that is damaged; empty when it is the stream itself */
    record Repair(DesiredStream desired, String consumer, List<ConfigDrift> drifts) implements DesiredStreamAction {

        @Override
        public Kind kind() {
            return Kind.REPAIR;
        }

        @Override
        public String text() {
            return (consumer.isEmpty() ? DesiredStreamAction.super.text() : "consumer " + consumer) + ": "
                    + drifts.get(0);
        }

        @Override
        public boolean isSuspect() {
            return true;
        }
    }

    /** A stream that differs from the desired one, or belongs to another live Pipeline, and is left unchanged. */
    record Leave(DesiredStream desired, Reason reason, StreamState state, String text, String details)
            implements DesiredStreamAction {

        @Override
        public Kind kind() {
            return Kind.LEAVE;
        }
    }
}
