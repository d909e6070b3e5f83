package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.servers.ChildProcess;

/** Starts the process of a function, listening on a port of the loopback address. */
@FunctionalInterface
public interface Launcher {

    ChildProcess launch(FunctionService function, int port);
}
