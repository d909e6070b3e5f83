package dev.numaflow.isbsvc.rendering.change;

import java.util.Optional;

/**
 * The encryption that the nodes of a service are to be taken to, one by one.
 *
 * @param encrypted whether their data will be encrypted
 * @param approved the ids of applied changes that are recorded with it; empty where nothing had to be approved
 * @param rotatedKey what is recorded of the key's replacement; empty where nobody asks for one
 * @param loss what its user gives up, because no other node has it; empty where nothing is lost
 * @param copy the approval by which everything is copied aside first, because there is no other node; empty where it is not
 * @param nodes how many there are afterwards, where there is one before; empty where their number stays
 */
public record EncryptionTarget(
        boolean encrypted,
        Optional<String> approved,
        Optional<String> rotatedKey,
        Optional<DataLoss> loss,
        Optional<String> copy,
        Optional<Integer> nodes) {

    /** Where the number of nodes stays. */
    EncryptionTarget(
            boolean encrypted,
            Optional<String> approved,
            Optional<String> rotatedKey,
            Optional<DataLoss> loss,
            Optional<String> copy) {
        this(encrypted, approved, rotatedKey, loss, copy, Optional.empty());
    }

    /** Where the other nodes keep everything. */
    public EncryptionTarget(boolean encrypted, Optional<String> approved, Optional<String> rotatedKey) {
        this(encrypted, approved, rotatedKey, Optional.empty(), Optional.empty());
    }
}
