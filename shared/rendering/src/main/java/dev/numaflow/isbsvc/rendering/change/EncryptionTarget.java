package dev.numaflow.isbsvc.rendering.change;

import java.util.Optional;

/**
 * The encryption that the nodes of a service are to be taken to, one by one.
 *
 * @param encrypted whether their data will be encrypted
 * @param approved the ids of applied changes that are recorded with it; empty where nothing had to be approved
 * @param rotatedKey what is recorded of the key's replacement; empty where nobody asks for one
 */
public record EncryptionTarget(boolean encrypted, Optional<String> approved, Optional<String> rotatedKey) {}
