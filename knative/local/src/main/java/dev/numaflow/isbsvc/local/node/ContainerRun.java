package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.ChildProcess;

/** One run of the main container, from its start to its end: a process, its probes and its memory limit. */
record ContainerRun(ChildProcess process, Probing probing, MemoryLimit memory) {
    static ContainerRun of(ChildProcess process, MainContainer container, PodThread thread, Probing probing) {
        return new ContainerRun(process, probing, MemoryLimit.watch(thread, process, container.spec()));
    }

    String id() {
        return "process://" + process.pid();
    }
}
