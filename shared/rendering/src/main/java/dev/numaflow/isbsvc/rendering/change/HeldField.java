package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.function.UnaryOperator;

/**
 * A difference of one field that a rule holds.
 *
 * @param approvable whether it can be applied once the user approves
 * @param keep puts the running value into a service
 */
record HeldField(HeldChange change, boolean approvable, UnaryOperator<ValidService> keep) {

    boolean isApproved(Approvals approvals) {
        return approvable && approvals.allow(change.id());
    }
}
