package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.TestCluster;
import org.junit.jupiter.api.condition.EnabledIf;

/** The audit log of a real API server says what was written. Where no control plane is there it is left out, unless one is required. */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class PlannedWritesOnControlPlaneIT extends PlannedWrites {

    PlannedWritesOnControlPlaneIT() {
        super(TestCluster.real());
    }
}
