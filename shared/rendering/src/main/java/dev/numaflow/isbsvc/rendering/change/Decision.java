package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a spec that differs from what runs.
 *
 * @param effective the service to render: as wanted, but for what is held, which stays as it runs
 * @param held what is not done, and why
 * @param keepsTemplate whether the pods must stay as they are, because replacing one would lose messages
 */
public record Decision(ValidService effective, List<HeldChange> held, boolean keepsTemplate) {

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
