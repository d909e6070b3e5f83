package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.TestCluster;

class PlannedWritesIT extends PlannedWrites {

    PlannedWritesIT() {
        super(TestCluster.embedded());
    }
}
