package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.ChildProcess.Signal;
import java.time.Duration;

/** How a server is ended: the pod's hook, then a request, and after the grace that began with the hook, by force. */
record Termination(PodThread thread, MainContainer container) {

    void begin(ChildProcess server, Duration grace) {
        killAfter(server, grace);
        container
                .beforeStop()
                .ifPresentOrElse(
                        hook -> hook.onExit().thenAccept(code -> thread.soon(() -> server.signal(Signal.TERM))),
                        () -> server.signal(Signal.TERM));
    }

    /** A second request to end may shorten the grace. */
    void killAfter(ChildProcess server, Duration grace) {
        thread.later(grace, () -> server.signal(Signal.KILL));
    }
}
