package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.ControlPlane;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** On a real control plane, its pods made by the real controllers. Where none is there it is left out, unless one is required. */
@EnabledIf("isThere")
class NodeOnControlPlaneIT extends ServiceLife {
    static boolean isThere() {
        return ControlPlane.find().isPresent() || "required".equals(System.getenv("ISBSVC_REAL_API"));
    }

    @BeforeAll
    static void onARealControlPlane() throws Exception {
        begin(RunningSystem.real(folder));
    }
}
