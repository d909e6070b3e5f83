package dev.numaflow.isbsvc.rendering.health;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The judgement on a service. */
public sealed interface Health {

    /** What people are told. */
    String message();

    /** Whether no event will tell when this changes, because the pods are ready and it is the servers that are asked. */
    default boolean isToBeAskedAgain() {
        return false;
    }

    /**
     * It serves.
     *
     * @param degradations what is amiss nevertheless
     * @param rolling whether its nodes are being replaced, which is no degradation
     */
    record Serves(List<ServiceTrouble> degradations, boolean rolling) implements Health {
        private static final String ROLLING = "a new revision is rolled out, one node at a time";

        public Serves {
            degradations = List.copyOf(degradations);
        }

        /** Whether something is amiss of which what stands does not tell. */
        public boolean isNewlyDegraded(PreviousHealth standing) {
            return degradations.stream().anyMatch(trouble -> !standing.tells(trouble.kind()));
        }

        /** As it is noted beside a doubt: what was not reported yet is set apart, to be reported when the doubt is over. */
        String messageBeside(PreviousHealth standing) {
            Map<Boolean, List<ServiceTrouble>> told =
                    degradations.stream().collect(Collectors.partitioningBy(trouble -> standing.tells(trouble.kind())));
            String message = new Serves(told.get(true), rolling).message();
            return (message.isEmpty() ? "" : "; " + message)
                    + (told.get(false).isEmpty()
                            ? ""
                            : PreviousHealth.NOT_TOLD + new Serves(told.get(false), false).message());
        }

        @Override
        public String message() {
            return Stream.concat(
                            rolling ? Stream.of(ROLLING) : Stream.of(),
                            degradations.stream().map(ServiceTrouble::toString))
                    .collect(Collectors.joining("; "));
        }
    }

    /** It serves as far as anybody knows, but its servers have not confirmed it for less time than an election may take. */
    record Doubted(String message) implements Health {
        @Override
        public boolean isToBeAskedAgain() {
            return true;
        }
    }

    /** It never had a quorum, and is on its way. @param isToBeAskedAgain once only the servers are waited for */
    record Starts(String message, boolean isToBeAskedAgain) implements Health {}

    /** It had a quorum and has none. @param reason of the condition */
    record Lost(String reason, String message, boolean isToBeAskedAgain) implements Health {}
}
