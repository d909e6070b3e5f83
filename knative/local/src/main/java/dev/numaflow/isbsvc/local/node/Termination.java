package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.ChildProcess.Signal;
import java.time.Duration;

/** Terminates a server: the preStop hook, then SIGTERM, and SIGKILL after the grace period, which starts with the hook. */
record Termination(PodThread thread, MainContainer container) {

    void begin(ChildProcess server, Duration grace) {
        killAfter(server, grace);
        container
                .beforeStop()
                .ifPresentOrElse(
                        hook -> hook.onExit().thenAccept(code -> thread.soon(() -> server.signal(Signal.TERM))),
                        () -> server.signal(Signal.TERM));
    }

    /** A second request may shorten the grace period. */
    void killAfter(ChildProcess server, Duration grace) {
        thread.later(grace, () -> server.signal(Signal.KILL));
    }
}
