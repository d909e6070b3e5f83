package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.status.Reason;

/**
 * The result of reconciling the buffers of a service, in numbers.
 *
 * @param made streams that are new
 * @param present streams that are complete and as desired
 * @param repaired streams and consumers that were restored, or could not work and were repaired
 * @param adopted streams
 * @param drifted streams and consumers that are left as they are
 * @param refused by us, because their names belong to others, or by the servers
 * @param postponed streams that are no longer desired, or not on this service, and wait
 * @param removed streams
 */
record Summary(int made, int present, int repaired, int adopted, int drifted, int refused, int postponed, int removed) {

    static Summary of(StreamDiff diff, StreamActions.Done done) {
        return new Summary(
                done.count(Reason.BUFFERS_CREATED),
                diff.present(),
                done.count(Reason.BUFFERS_REPAIRED),
                done.count(Reason.BUFFERS_ADOPTED),
                found(diff, Reason.BUFFERS_DRIFTED) + done.count(Reason.BUFFERS_DRIFTED),
                found(diff, Reason.BUFFERS_REFUSED) + done.count(Reason.BUFFERS_FAILED),
                found(diff, Reason.BUFFER_DELETION_PENDING) + found(diff, Reason.BUFFER_DELETION_HELD),
                done.count(Reason.BUFFERS_REMOVED));
    }

    private static int found(StreamDiff diff, Reason reason) {
        return (int) diff.actions().stream()
                .filter(action -> action.reason() == reason)
                .count();
    }

    /** Whether anything worth reporting was changed on the servers. */
    boolean changed() {
        return made + repaired + adopted + removed > 0;
    }

    @Override
    public String toString() {
        return made + " made, " + present + " present, " + drifted + " drifted, " + refused + " refused, " + removed
                + " removed, " + repaired + " repaired, " + adopted + " adopted, " + postponed + " postponed";
    }
}
