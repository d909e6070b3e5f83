package dev.numaflow.isbsvc.runtime.secrets;

import java.util.List;

/** The result of provisioning the Secrets of a service. */
public sealed interface SecretResult {

    /**
     * All exist and belong together.
     *
     * @param made the names of those that were created
     * @param newCredentials whether clients need new credentials, because the old ones were lost
     */
    record Complete(List<String> made, boolean newCredentials) implements SecretResult {
        public Complete {
            made = List.copyOf(made);
        }
    }

    /** The service is gone meanwhile, and what was created for it was deleted. */
    record Overtaken() implements SecretResult {}

    /** One is missing and cannot be created. @param why in words, without any secret */
    record Impossible(String why) implements SecretResult {}
}
