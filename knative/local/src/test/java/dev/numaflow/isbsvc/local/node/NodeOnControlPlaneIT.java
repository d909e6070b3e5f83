package dev.numaflow.isbsvc.local.node;

import org.junit.jupiter.api.BeforeAll;

/** On a real control plane, its pods made by the real controllers. */
class NodeOnControlPlaneIT extends ServiceLife {
    @BeforeAll
    static void onARealControlPlane() throws Exception {
        begin(RunningSystem.real(folder));
    }
}
