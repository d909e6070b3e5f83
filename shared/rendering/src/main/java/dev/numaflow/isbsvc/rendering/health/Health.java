package dev.numaflow.isbsvc.rendering.health;

/** The judgement on a service. */
public sealed interface Health {

    /** What people are told. */
    String message();

    /** It serves. @param message empty when nothing is amiss, else what is: a node less than there should be */
    record Serves(String message) implements Health {
        public boolean degraded() {
            return !message.isEmpty();
        }
    }

    /** It never had a quorum, and is on its way. */
    record Starts(String message) implements Health {}

    /** It had a quorum and has none. @param reason of the condition */
    record Lost(String reason, String message) implements Health {}

    /** The pods are ready and the servers do not confirm it yet: to be asked again. */
    record Unconfirmed(String message) implements Health {}
}
