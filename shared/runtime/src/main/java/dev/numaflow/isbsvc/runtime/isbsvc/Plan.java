package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a service.
 *
 * @param effective what is rendered: the desired service, except for held changes
 * @param running what rendering must know of the servers
 * @param runs whether servers run already
 * @param storesData whether they run, or their volumes exist: then there may be messages
 * @param heldEncryption the held change of encryption, if there is one
 * @param takesTurn whether it rolls because of what all services share, and so not at the same time as another one
 * @param encryptionRecord how the data that may exist is encrypted, as far as it is known; nothing where there can be none
 */
public record Plan(
        ValidService effective,
        Running running,
        boolean runs,
        boolean storesData,
        List<HeldChange> held,
        Optional<HeldChange> heldEncryption,
        boolean takesTurn,
        Optional<EncryptionRecord> encryptionRecord) {

    public Plan {
        held = List.copyOf(held);
    }
}
