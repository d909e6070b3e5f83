package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import java.util.Optional;

/** Asks the servers of a service whether the next node may be taken away. */
public interface StepGate {

    /** @param out the node that is replaced next, where it does not serve anyway */
    GateState of(Names names, JsonNode statefulSet, RollState roll, Optional<String> out);

    /** The same where the disk of that node stays, and its server is restarted. */
    GateState ofRestart(Names names, JsonNode statefulSet, RollState roll, Optional<String> out);

    /** The same where the user gives up what only one node has. */
    GateState ofLoss(Names names, JsonNode statefulSet, RollState roll, Optional<String> out);
}
