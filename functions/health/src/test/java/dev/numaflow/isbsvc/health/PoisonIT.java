package dev.numaflow.isbsvc.health;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("health");
    }
}
