package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.util.ArrayList;
import java.util.List;

/** The results for one stream: what to report to its Pipeline, and what to retry. */
final class Outcomes {

    private final JsonNode about;
    private final List<ActionResult> results = new ArrayList<>();
    private final List<RuntimeException> passing = new ArrayList<>();

    Outcomes(JsonNode about) {
        this.about = about;
    }

    /** An action succeeded. */
    Outcomes add(Reason reason, String what) {
        results.add(new ActionResult(reason, about, what, StreamTotals.NONE));
        return this;
    }

    /** A stream was deleted. */
    Outcomes removed(StreamReport stream, String what) {
        results.add(new ActionResult(Reason.BUFFERS_REMOVED, about, what, StreamTotals.of(stream)));
        return this;
    }

    /** The servers answered: a stream created meanwhile is no refusal, the next reconcile compares it. */
    Outcomes add(CreateResult answer, Reason whenMade, String what) {
        return add(answer, whenMade, what, "");
    }

    /** @param more appended to the message when it was created */
    Outcomes add(CreateResult answer, Reason whenMade, String what, String more) {
        if (answer instanceof CreateResult.Made) {
            return add(whenMade, what + more);
        }
        if (answer instanceof CreateResult.Refused refused) {
            if (refused.error().isTransient()) {
                passing.add(new NatsUnavailable(what + ": " + refused.error()));
            }
            return add(Reason.BUFFERS_FAILED, what + ": the servers refuse: " + refused.error());
        }
        return this;
    }

    /** A transient failure, which is retried; what was done before is still reported. */
    Outcomes add(RuntimeException failure) {
        passing.add(failure);
        return this;
    }

    List<ActionResult> results() {
        return results;
    }

    List<RuntimeException> passing() {
        return passing;
    }
}
