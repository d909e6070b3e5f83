package dev.numaflow.isbsvc.rendering.secrets;

import java.util.Optional;

/** What the Secrets of a service hold; nothing of one that does not exist. */
public record SecretContents(Optional<HeldValues> key, Optional<HeldValues> server, Optional<HeldValues> client) {

    /** Of the encryption keys that are made here; those of Numaflow's controller have 12. */
    public static final int KEY_LENGTH = 32;

    /** Whether the encryption key has fewer characters than those that are made here. */
    public boolean hasShortKey() {
        return key.flatMap(HeldValues::encryptionKey)
                .filter(text -> text.length() < KEY_LENGTH)
                .isPresent();
    }

    Optional<HeldValues> of(SecretRole secret) {
        return switch (secret) {
            case KEY -> key;
            case SERVER -> server;
            case CLIENT -> client;
        };
    }
}
