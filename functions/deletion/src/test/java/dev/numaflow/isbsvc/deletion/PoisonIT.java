package dev.numaflow.isbsvc.deletion;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("deletion");
    }
}
