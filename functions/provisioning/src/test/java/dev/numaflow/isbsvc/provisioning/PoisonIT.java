package dev.numaflow.isbsvc.provisioning;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("provisioning");
    }
}
