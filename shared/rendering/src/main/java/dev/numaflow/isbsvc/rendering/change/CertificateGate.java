package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides from metadata alone whether a change of certificates that is due may begin. Nobody has just asked for it, so it waits for the
 * maintenance window, but not until they end: servers accept no other server whose certificate has ended.
 *
 * @param uid of the service
 * @param approve the ids that the user approves
 * @param areLoadedNever whether the pods load no other certificates while they run
 * @param closedWindow why the maintenance window is closed; empty where it is open, or there is none
 */
public record CertificateGate(
        String uid, String approve, CertificateNotes notes, boolean areLoadedNever, Optional<String> closedWindow) {

    private static final String FIELD = "certificates";

    /** What keeps it from beginning; empty where it may, or nothing is due. */
    public Optional<HeldChange> obstacle(Instant now) {
        if (!notes.isDue(now)) {
            return Optional.empty();
        }
        if (areLoadedNever) {
            return Optional.of(held(
                    "pods that Numaflow's controller made load no others while they run",
                    "Let a change of the service replace the pods"));
        }
        return closedWindow
                .filter(why -> !notes.isLastCall(now))
                .map(why -> held(
                        why,
                        "It goes on by itself then, or two weeks before they end; let it begin now with the annotation "
                                + Annotations.APPROVE + ": " + id()))
                .filter(held -> !Approvals.of(approve, "").allow(held.id()));
    }

    private HeldChange held(String reason, String wayOut) {
        return new HeldChange(id(), FIELD, running(), desired(), Effect.RELOAD, reason, wayOut);
    }

    /** Good for these certificates, and so for one change. */
    private String id() {
        return HeldChange.id(uid, FIELD, running(), desired());
    }

    private String running() {
        return notes.expires().map(end -> "valid until " + end).orElse("as they are");
    }

    private String desired() {
        if (!notes.isSecretUnseen()) {
            return "renewed";
        }
        return notes.secret().isEmpty()
                ? "made here"
                : "those of Secret " + notes.secret().replace("/", ", version ");
    }
}
