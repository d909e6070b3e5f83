package dev.numaflow.isbsvc.update;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("update");
    }
}
