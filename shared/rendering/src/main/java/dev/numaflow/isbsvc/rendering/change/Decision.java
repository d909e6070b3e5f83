package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a spec that differs from what runs.
 *
 * @param effective the service to render: as wanted, but for what is held, which stays as it runs
 * @param running what rendering must know of what runs
 * @param held what is not done, and why
 * @param takesTurn whether it rolls because of what all services share, and so not at the same time as another one
 * @param encryptionRecord how the data that there may be is encrypted, as far as it is known; nothing where there can be none
 */
public record Decision(
        ValidService effective,
        Running running,
        List<HeldChange> held,
        boolean takesTurn,
        Optional<EncryptionRecord> encryptionRecord) {

    public Decision {
        held = List.copyOf(held);
    }

    /** What the encryption guard has to look at. */
    public Optional<HeldChange> heldEncryption() {
        return held.stream()
                .filter(change -> change.field().equals(ChangePolicy.ENCRYPTION))
                .findFirst();
    }
}
