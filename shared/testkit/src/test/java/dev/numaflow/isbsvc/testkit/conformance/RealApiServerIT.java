package dev.numaflow.isbsvc.testkit.conformance;

import dev.numaflow.isbsvc.testkit.TestApiServer;

class RealApiServerIT extends ApiConformance {
    @Override
    TestApiServer server() {
        return TestApiServer.sharedReal();
    }
}
