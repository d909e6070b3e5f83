package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.util.ArrayList;
import java.util.List;

/** What became of one stream: what to tell its Pipeline, and what is to be tried again besides. */
final class Outcomes {

    private final JsonNode about;
    private final List<ActionResult> deeds = new ArrayList<>();
    private final List<RuntimeException> passing = new ArrayList<>();

    Outcomes(JsonNode about) {
        this.about = about;
    }

    /** Something was done. */
    Outcomes add(Reason reason, String what) {
        deeds.add(new ActionResult(reason, about, what, StreamTotals.NONE));
        return this;
    }

    /** A stream was deleted. */
    Outcomes removed(StreamReport stream, String what) {
        deeds.add(new ActionResult(Reason.BUFFERS_REMOVED, about, what, StreamTotals.of(stream)));
        return this;
    }

    /** The servers answered: one that came into being meanwhile is no refusal, the next look compares it. */
    Outcomes add(CreateResult answer, Reason whenMade, String what) {
        return add(answer, whenMade, what, "");
    }

    /** @param more to be said when it was made */
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

    /** It went wrong on the way, and is tried again; what was done before that stays told. */
    Outcomes add(RuntimeException failure) {
        passing.add(failure);
        return this;
    }

    List<ActionResult> deeds() {
        return deeds;
    }

    List<RuntimeException> passing() {
        return passing;
    }
}
