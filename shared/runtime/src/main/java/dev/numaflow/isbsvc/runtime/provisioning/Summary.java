package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;

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

    static Summary of(StreamStates states, Instant at, StreamActions.Done done) {
        return new Summary(
                done.count(Reason.BUFFERS_CREATED),
                states.diff().present(),
                done.count(Reason.BUFFERS_REPAIRED),
                done.count(Reason.BUFFERS_ADOPTED),
                states.diff().drifted().size() + done.count(Reason.BUFFERS_DRIFTED),
                states.desired().refused().size() + states.diff().taken().size() + done.count(Reason.BUFFERS_FAILED),
                states.diff().postponed(at).size()
                        + states.diff().postponedOrphans(at).size()
                        + states.moved().stream()
                                .filter(decision -> !decision.isDue())
                                .mapToInt(decision -> decision.moved().streams().size())
                                .sum(),
                done.count(Reason.BUFFERS_REMOVED));
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
