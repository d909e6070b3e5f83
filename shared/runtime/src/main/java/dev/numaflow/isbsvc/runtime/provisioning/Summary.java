package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;

/**
 * What a look at the buffers of a service led to, in numbers.
 *
 * @param made streams that are new
 * @param present streams that are complete as they were asked for
 * @param repaired streams and consumers that came back, and what could not work and was put right
 * @param adopted streams
 * @param drifted streams and consumers that are left as they are
 * @param refused by us, because their names belong to others, or by the servers
 * @param postponed streams that are not wanted any more, or not here, and wait
 * @param removed streams
 */
record Summary(int made, int present, int repaired, int adopted, int drifted, int refused, int postponed, int removed) {

    static Summary of(StreamStates survey, Instant at, StreamActions.Done done) {
        return new Summary(
                done.count(Reason.BUFFERS_CREATED),
                survey.findings().present(),
                done.count(Reason.BUFFERS_REPAIRED),
                done.count(Reason.BUFFERS_ADOPTED),
                survey.findings().drifted().size() + done.count(Reason.BUFFERS_DRIFTED),
                survey.demand().refused().size() + survey.findings().taken().size() + done.count(Reason.BUFFERS_FAILED),
                survey.findings().postponed(at).size()
                        + survey.findings().postponedOrphans(at).size()
                        + survey.moved().stream()
                                .filter(decision -> !decision.isDue())
                                .mapToInt(decision -> decision.moved().streams().size())
                                .sum(),
                done.count(Reason.BUFFERS_REMOVED));
    }

    /** Whether anything was changed on the servers that anybody may want to know. */
    boolean changed() {
        return made + repaired + adopted + removed > 0;
    }

    @Override
    public String toString() {
        return made + " made, " + present + " present, " + drifted + " drifted, " + refused + " refused, " + removed
                + " removed, " + repaired + " repaired, " + adopted + " adopted, " + postponed + " postponed";
    }
}
