package dev.numaflow.isbsvc.local.node;

import org.junit.jupiter.api.BeforeAll;

/** On the embedded API server, its pods made by the stand-ins for the controllers. */
class NodeIT extends ServiceLife {
    @BeforeAll
    static void onTheEmbeddedServer() throws Exception {
        begin(RunningSystem.embedded(folder));
    }
}
