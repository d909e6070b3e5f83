package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Left;
import java.util.List;
import java.util.Optional;

/** The result of provisioning the Secrets of a service. */
public sealed interface SecretResult {

    /**
     * All exist, and what servers and clients read belongs together.
     *
     * @param made the names of those that were created
     * @param repaired what was written of those that were damaged: keys and names, without a value
     * @param left what of the key Secret is damaged and was not written
     * @param newCredentials whether clients need new credentials, because the old ones were lost
     * @param keyIsShort whether data is encrypted with a key that is shorter than ours, as Numaflow's controller makes them
     * @param guard what came of what was asked about deletions by clients
     */
    record Complete(
            List<String> made,
            List<String> repaired,
            Optional<Left> left,
            boolean newCredentials,
            boolean keyIsShort,
            Guard guard)
            implements SecretResult {
        public Complete {
            made = List.copyOf(made);
            repaired = List.copyOf(repaired);
        }

        /** Where none was damaged. */
        public Complete(List<String> made, boolean newCredentials) {
            this(made, List.of(), Optional.empty(), newCredentials, false, Guard.UNCHANGED);
        }
    }

    /**
     * What came of what was asked about deletions by clients.
     *
     * @param written in words; empty where nothing was
     * @param impossible whether it was asked that they delete nothing, where that could not be written; empty where it could
     * @param why it could not; in words that follow the name of the server Secret
     */
    record Guard(Optional<String> written, Optional<Boolean> impossible, String why) {

        static final Guard UNCHANGED = new Guard(Optional.empty(), Optional.empty(), "");
    }

    /** The service is gone meanwhile, and what was created for it was deleted. */
    record Overtaken() implements SecretResult {}

    /** One is missing and cannot be created. @param why in words, without any secret */
    record Impossible(String why) implements SecretResult {}

    /**
     * Two hold different values, and nothing proves which is right, or what is right cannot be written. What could be decided before was
     * written.
     *
     * @param why in words, without any secret
     */
    record Disagreement(String why) implements SecretResult {}
}
