package dev.numaflow.isbsvc.local.node;

import static dev.numaflow.isbsvc.local.node.RunningSystem.NAMESPACE;
import static dev.numaflow.isbsvc.local.node.RunningSystem.SET;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** On a real control plane, its pods made by the real controllers. */
class NodeOnControlPlaneIT extends ServiceLife {
    @BeforeAll
    static void onARealControlPlane() throws Exception {
        begin(RunningSystem.real(folder));
    }

    /** The stand-ins write no status of budgets. */
    @Test
    @Order(2)
    void theBudgetCountsTheHealthyPods() {
        await().until(() -> system.client()
                        .policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(NAMESPACE)
                        .withName(SET)
                        .get()
                        .getStatus()
                        .getDisruptionsAllowed()
                == 1);
    }
}
