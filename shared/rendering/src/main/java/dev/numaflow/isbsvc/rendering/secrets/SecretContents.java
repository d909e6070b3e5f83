package dev.numaflow.isbsvc.rendering.secrets;

import java.util.Optional;

/** What the Secrets of a service hold; nothing of one that does not exist. */
public record SecretContents(Optional<HeldValues> key, Optional<HeldValues> server, Optional<HeldValues> client) {

    Optional<HeldValues> of(SecretRole secret) {
        return switch (secret) {
            case KEY -> key;
            case SERVER -> server;
            case CLIENT -> client;
        };
    }
}
