package dev.numaflow.isbsvc.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.testkit.TestApiServer;

class RealApiServerIT extends ApiConformance {
    private static final String ABSENT = "no real control plane on this machine;"
            + " knative/local/tools/control-plane/install builds one where Go is installed";

    @Override
    TestApiServer server() {
        boolean present = ControlPlane.find().isPresent();
        if (TestApiServer.realIsRequired()) {
            assertThat(present).as(ABSENT).isTrue();
        }
        assumeTrue(present, ABSENT);
        return TestApiServer.sharedReal();
    }
}
