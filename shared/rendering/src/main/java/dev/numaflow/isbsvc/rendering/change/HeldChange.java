package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * A requested change that is not applied.
 *
 * @param id unique to this change of this service
 * @param field its path in the resource
 * @param running what the servers run with
 * @param desired what the spec requests
 * @param reason why it is not applied
 * @param wayOut what the user can do
 */
public record HeldChange(
        String id, String field, String running, String desired, Effect effect, String reason, String wayOut) {

    private static final int ID_LENGTH = 8;

    /** The id of a change of this service; different changes have different ids. */
    static String id(ValidService service, String... change) {
        return id(service.owner().uid(), change);
    }

    static String id(String uid, String... change) {
        return Digest.sha256(uid + "|" + String.join("|", change)).substring(0, ID_LENGTH);
    }

    /** The same for another reason. */
    HeldChange because(String why) {
        return with(why, wayOut);
    }

    /** An invalid value, requested for a running service. */
    public static HeldChange refused(String uid, Violation violation, Optional<ObservedService> running) {
        return new HeldChange(
                id(uid, violation.path(), violation.found()),
                violation.path(),
                running.flatMap(runs -> ChangePolicy.running(violation.path(), runs))
                        .orElse("as it is"),
                violation.found(),
                Effect.REFUSED,
                "allowed is " + violation.allowed(),
                "Correct it or take it back");
    }

    /** A child that is reverted after each write of the operator. */
    public static HeldChange notKept(ValidService service, HasMetadata kept, Difference difference) {
        String child = kept.getKind() + " " + kept.getMetadata().getName();
        return new HeldChange(
                id(service, child, difference.path()),
                child + ": " + difference.path(),
                Difference.shown(difference.live()),
                Difference.shown(difference.desired()),
                Effect.HELD,
                "it was written twice and changed on the way, by the API server or an admission webhook",
                "Except the objects of services from that webhook");
    }

    /** A Secret that is damaged and is not written. Nothing that runs reads what it lacks. */
    public static HeldChange notRepaired(ValidService service, String secret, String keys, String why, String wayOut) {
        return new HeldChange(
                id(service, secret, keys),
                "Secret " + secret + ": " + keys,
                "lost or wrong",
                "what the other Secrets hold",
                Effect.HELD,
                "it " + why,
                Character.toUpperCase(wayOut.charAt(0)) + wayOut.substring(1));
    }

    /** The same for another reason, and with another way out. */
    HeldChange with(String otherReason, String otherWayOut) {
        return new HeldChange(id, field, running, desired, effect, otherReason, otherWayOut);
    }

    @Override
    public String toString() {
        return field + " stays " + running + " (wanted " + desired + "): " + reason + ". " + wayOut + " [" + id + "]";
    }
}
