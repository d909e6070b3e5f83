package dev.numaflow.isbsvc.runtime.secrets;

import java.util.List;

/** What minting the Secrets of a service led to. */
public sealed interface SecretResult {

    /**
     * All are there and belong together.
     *
     * @param made the names of those that were not there before
     * @param newCredentials whether clients have to log in with others than before, because nobody knew the old ones any more
     */
    record Complete(List<String> made, boolean newCredentials) implements SecretResult {
        public Complete {
            made = List.copyOf(made);
        }
    }

    /** The service is gone meanwhile, and so is what was made for it. */
    record Overtaken() implements SecretResult {}

    /** One is not there and cannot be made. @param why in words, without any secret */
    record Impossible(String why) implements SecretResult {}
}
