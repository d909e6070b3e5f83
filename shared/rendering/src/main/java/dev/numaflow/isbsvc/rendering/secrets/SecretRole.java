package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.naming.Names;

/** The Secrets of a service, in the order in which they are created. */
public enum SecretRole {

    /** What must survive the loss of the others. */
    KEY,

    /** What the servers read. */
    SERVER,

    /** What clients read. */
    CLIENT;

    /** The name of this Secret of a service. */
    public String name(Names names) {
        return switch (this) {
            case KEY -> names.keySecret();
            case SERVER -> names.serverSecret();
            case CLIENT -> names.clientSecret();
        };
    }
}
