package dev.numaflow.isbsvc.testkit.conformance;

import dev.numaflow.isbsvc.testkit.TestApiServer;

class EmbeddedApiServerIT extends ApiConformance {
    @Override
    TestApiServer server() {
        return TestApiServer.startEmbedded();
    }
}
