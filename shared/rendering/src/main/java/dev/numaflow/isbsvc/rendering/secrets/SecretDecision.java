package dev.numaflow.isbsvc.rendering.secrets;

import java.util.List;
import java.util.Optional;

/** What to do next about the Secrets of a service. */
public sealed interface SecretDecision {

    /**
     * All exist, and what servers and clients read belongs together.
     *
     * @param left what is damaged in the key Secret and stays so, in words and with what to do; the others have all that it must hold
     */
    record Complete(Optional<Left> left) implements SecretDecision {}

    /** One does not exist, and all that it must hold is known or new. */
    record Create(SecretRole secret, KnownValues values) implements SecretDecision {}

    /**
     * One exists and is damaged, and the others prove what it must hold.
     *
     * @param keys of its `data` that are written; all others stay as they are
     */
    record Repair(SecretRole secret, KnownValues values, List<String> keys) implements SecretDecision {
        public Repair {
            keys = List.copyOf(keys);
        }
    }

    /** Keys of a Secret that are damaged, why they stay so, and what the user can do. */
    record Left(SecretRole secret, List<String> keys, String why, String wayOut) {
        public Left {
            keys = List.copyOf(keys);
        }
    }

    /** The encryption key is lost, and data needs it. */
    record Lost(String why) implements SecretDecision {}

    /**
     * Two hold different values, and nothing proves which is right, or what is right cannot be written.
     *
     * @param why in words, with objects and keys, never with a value
     */
    record Disagree(String why) implements SecretDecision {}
}
