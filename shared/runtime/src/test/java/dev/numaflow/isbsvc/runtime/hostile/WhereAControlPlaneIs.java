package dev.numaflow.isbsvc.runtime.hostile;

import dev.numaflow.isbsvc.testkit.TestApiServer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Leaves out what needs a real API server where none is, unless one is required. */
final class WhereAControlPlaneIs implements SkipExecutionHook {

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return TestApiServer.realIsThere() ? SkipResult.doNotSkip() : SkipResult.skip("there is no control plane");
    }
}
