package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.local.manifests.FunctionService;

/** Starts an instance of a function: a process of this machine, or a pod. */
@FunctionalInterface
public interface Launcher {

    Instance launch(FunctionService function);
}
