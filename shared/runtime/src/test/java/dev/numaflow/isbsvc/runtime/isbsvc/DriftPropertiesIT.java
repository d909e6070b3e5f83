package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.TestCluster;

class DriftPropertiesIT extends DriftProperties {
    private static final int ROUNDS = 12;

    DriftPropertiesIT() {
        super(TestCluster.embedded(), ROUNDS);
    }
}
