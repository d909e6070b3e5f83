package dev.numaflow.isbsvc.local.node;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** On a real control plane, its pods made by the real controllers. Where none is there it is left out, unless one is required. */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class NodeOnControlPlaneIT extends ServiceLife {
    @BeforeAll
    static void onARealControlPlane() throws Exception {
        begin(RunningSystem.real(folder));
    }
}
