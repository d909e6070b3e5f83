package dev.numaflow.isbsvc.encryption;

import dev.numaflow.isbsvc.testkit.PoisonContract;

class PoisonIT extends PoisonContract {

    PoisonIT() {
        super("encryption-guard");
    }
}
