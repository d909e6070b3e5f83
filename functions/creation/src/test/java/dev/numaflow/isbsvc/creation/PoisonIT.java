package dev.numaflow.isbsvc.creation;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("creation");
    }
}
