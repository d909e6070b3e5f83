package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The decision about a spec that differs from the running service.
 *
 * @param effective the service to apply: the desired one, with running values where changes are held
 * @param running what rendering takes over from the running service
 * @param children what is applied, in this order, the StatefulSet last
 * @param held the changes that are not applied, and why
 * @param stepped the changes that are carried out in steps, and are not done yet
 * @param takesTurn whether it rolls because of configuration that all services share, and so one service at a time
 * @param target the encryption that the nodes are to be taken to one by one; empty where they stay as they are
 * @param encryptionRecord how stored data is encrypted, as far as known; empty where there can be none
 */
public record ChangeDecision(
        ValidService effective,
        Running running,
        List<HasMetadata> children,
        List<HeldChange> held,
        List<SteppedChange> stepped,
        boolean takesTurn,
        Optional<EncryptionTarget> target,
        Optional<EncryptionRecord> encryptionRecord) {

    public ChangeDecision {
        children = List.copyOf(children);
        held = List.copyOf(held);
        stepped = List.copyOf(stepped);
    }

    static ChangeDecision of(
            Children effective,
            Running running,
            List<HeldChange> held,
            boolean takesTurn,
            Optional<EncryptionTarget> target,
            Optional<EncryptionRecord> encryptionRecord) {
        return new ChangeDecision(
                effective.service(),
                running,
                effective.list(running),
                held,
                List.of(),
                takesTurn,
                target,
                encryptionRecord);
    }

    /** The same with these changes carried out in steps as well. */
    public ChangeDecision stepping(List<SteppedChange> changes) {
        List<SteppedChange> all =
                Stream.concat(stepped.stream(), changes.stream()).toList();
        return new ChangeDecision(effective, running, children, held, all, takesTurn, target, encryptionRecord);
    }

    /** The same with a node that gets another volume in steps: an eviction would take a second copy of what was stored on it. */
    public ChangeDecision replacing(SteppedChange node) {
        ChangeDecision all = stepping(List.of(node));
        if (running.stopsEvictions()) {
            return all;
        }
        Running stopping = running.stoppingEvictions();
        return new ChangeDecision(
                effective,
                stopping,
                Children.of(effective).list(stopping),
                held,
                all.stepped(),
                takesTurn,
                target,
                encryptionRecord);
    }

    /** The same with another change that is not applied. */
    public ChangeDecision holding(HeldChange change) {
        List<HeldChange> all = Stream.concat(held.stream(), Stream.of(change)).toList();
        return new ChangeDecision(effective, running, children, all, stepped, takesTurn, target, encryptionRecord);
    }

    /** The held change of encryption, for its guard. */
    public Optional<HeldChange> heldEncryption() {
        return held.stream()
                .filter(change -> change.field().equals(ChangePolicy.ENCRYPTION))
                .findFirst();
    }
}
