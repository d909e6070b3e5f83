package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.TestCluster;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same beside the real controllers. Where no control plane is there it is left out, unless one is required. */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class DriftOnControlPlaneIT extends DriftProperties {
    private static final int ROUNDS = 6;

    DriftOnControlPlaneIT() {
        super(TestCluster.real(), ROUNDS);
    }
}
