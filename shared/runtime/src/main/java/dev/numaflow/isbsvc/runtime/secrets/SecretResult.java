package dev.numaflow.isbsvc.runtime.secrets;

import java.util.List;

/** The result of provisioning the Secrets of a service. */
public sealed interface SecretResult {

    /**
     * All exist and belong together.
     *
     * @param made the names of those that were created
     * @param repaired what was written of those that were damaged: keys and names, without a value
     * @param newCredentials whether clients need new credentials, because the old ones were lost
     */
    record Complete(List<String> made, List<String> repaired, boolean newCredentials) implements SecretResult {
        public Complete {
            made = List.copyOf(made);
            repaired = List.copyOf(repaired);
        }

        /** Where none was damaged. */
        public Complete(List<String> made, boolean newCredentials) {
            this(made, List.of(), newCredentials);
        }
    }

    /** The service is gone meanwhile, and what was created for it was deleted. */
    record Overtaken() implements SecretResult {}

    /** One is missing and cannot be created. @param why in words, without any secret */
    record Impossible(String why) implements SecretResult {}

    /** Two hold different values, and nothing proves which is right; none was written. @param why in words, without any secret */
    record Disagreement(String why) implements SecretResult {}
}
