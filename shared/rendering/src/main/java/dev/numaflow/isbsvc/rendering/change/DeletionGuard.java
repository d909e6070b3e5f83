package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import java.util.Optional;

/**
 * What the user says of deletions by clients, as Numaflow's Jobs make them.
 *
 * @param uid of the service
 * @param annotation its value; empty text where there is none
 */
public record DeletionGuard(String uid, String annotation) {

    private static final String PATH = "metadata.annotations[" + Annotations.GUARD_DELETION + "]";
    private static final String ON = "true";
    private static final String OFF = "false";

    /** What is asked of the server Secret. An invalid value asks for nothing. */
    public GuardRequest request(Optional<ReleaseDecision> release) {
        Optional<Boolean> asked =
                isValid() && !annotation.isEmpty() ? Optional.of(annotation.equals(ON)) : Optional.empty();
        boolean goes = release.filter(decision -> decision.isFree() || decision.rollsPods())
                .isPresent();
        return new GuardRequest(asked, release.isPresent(), goes);
    }

    /** What is wrong with the annotation; empty where nothing is, or there is none. */
    public Optional<HeldChange> refusal() {
        return isValid()
                ? Optional.empty()
                : Optional.of(HeldChange.refused(
                        uid, new Violation(PATH, Shown.quoted(annotation), "\"true\" or \"false\""), Optional.empty()));
    }

    /** What is asked for, and cannot be done. @param why in words that follow the name of the server Secret */
    public static HeldChange notWritten(String uid, String serverSecret, boolean guarded, String why) {
        return new HeldChange(
                HeldChange.id(uid, "guard-deletion", serverSecret, String.valueOf(guarded)),
                "Secret " + serverSecret + ": auth",
                guarded
                        ? "one with which clients delete streams by name"
                        : "one that may keep streams that clients delete",
                guarded ? "one with which they delete nothing" : "one with which they do",
                Effect.HELD,
                "it " + why,
                guarded
                        ? "Write the two mappings that docs/operations.md shows into the account of clients by hand, or remove the annotation "
                                + Annotations.GUARD_DELETION
                        : "Take the mappings of these subjects out of the account of clients by hand");
    }

    private boolean isValid() {
        return annotation.isEmpty() || annotation.equals(ON) || annotation.equals(OFF);
    }
}
