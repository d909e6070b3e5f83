package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The health of a service. */
public sealed interface Health {

    /** The message for users. */
    String message();

    /** Whether no event reports a change of this, because the pods are ready and only the servers know. */
    default boolean mustBeRetried() {
        return false;
    }

    /** What the next evaluation has to know: conditions of {@link ConditionType#OF_HEALTH}. @param previous of the one before */
    default List<Condition> recorded(PreviousHealth previous, Instant now) {
        return List.of();
    }

    /**
     * It serves.
     *
     * @param degradations what is degraded nevertheless
     * @param rolling whether its nodes are being replaced, which is no degradation
     */
    record Serves(List<ServiceTrouble> degradations, boolean rolling) implements Health {
        private static final String ROLLING = "a new revision is rolled out, one node at a time";

        public Serves {
            degradations = List.copyOf(degradations);
        }

        /** Whether a degradation is not reported in the status yet. */
        public boolean isNewlyDegraded(PreviousHealth previous) {
            return degradations.stream().anyMatch(trouble -> !previous.reported(trouble.kind()));
        }

        /** The message beside a doubt: what was not reported yet is kept separate, and is reported when the doubt is over. */
        String messageBeside(PreviousHealth previous) {
            Map<Boolean, List<ServiceTrouble>> reported = degradations.stream()
                    .collect(Collectors.partitioningBy(trouble -> previous.reported(trouble.kind())));
            String message = new Serves(reported.get(true), rolling).message();
            return (message.isEmpty() ? "" : "; " + message)
                    + (reported.get(false).isEmpty()
                            ? ""
                            : "; seen meanwhile: " + new Serves(reported.get(false), false).message());
        }

        @Override
        public List<Condition> recorded(PreviousHealth previous, Instant now) {
            return degradations.stream()
                    .map(trouble -> previous.record(trouble, true, now))
                    .toList();
        }

        /** The same beside a doubt: what was not reported yet is recorded as such. */
        List<Condition> recordedBeside(PreviousHealth previous, Instant now) {
            return degradations.stream()
                    .map(trouble -> previous.record(trouble, previous.reported(trouble.kind()), now))
                    .toList();
        }

        @Override
        public String message() {
            return Stream.concat(
                            rolling ? Stream.of(ROLLING) : Stream.of(),
                            degradations.stream().map(ServiceTrouble::toString))
                    .collect(Collectors.joining("; "));
        }
    }

    /** It presumably serves, but its servers have not confirmed it, for less time than an election may take. */
    record Doubted(String message, List<Condition> recorded) implements Health {

        public Doubted {
            recorded = List.copyOf(recorded);
        }

        @Override
        public List<Condition> recorded(PreviousHealth previous, Instant now) {
            return recorded;
        }

        @Override
        public boolean mustBeRetried() {
            return true;
        }
    }

    /** It never had a quorum and is starting. @param mustBeRetried once it waits only for the servers */
    record Starts(String message, boolean mustBeRetried) implements Health {}

    /** It had a quorum and has none. @param reason of the condition */
    record Lost(String reason, String message, boolean mustBeRetried) implements Health {}
}
