package dev.numaflow.isbsvc.repair;

import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.testkit.PoisonContract;

/** What is an event and points to nothing is counted: whatever reaches this function and is no tick was given up by the broker. */
class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("repair");
    }

    @Override
    protected boolean isExpected(String line) {
        return line.contains("an event that names no object could not be handled") || line.contains(" RepairLease ");
    }

    @Override
    protected boolean isExpected(LoggedRequest write) {
        return write.resource().equals("leases");
    }
}
