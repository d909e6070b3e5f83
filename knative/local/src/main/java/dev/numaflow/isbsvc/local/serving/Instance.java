package dev.numaflow.isbsvc.local.serving;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One running instance of a function, however it runs. */
public interface Instance {

    /** Where it listens, or will; empty while that is not known. */
    Optional<InetSocketAddress> address();

    boolean isAlive();

    /** Completes with the exit code. */
    CompletableFuture<Integer> onExit();

    /** Requests its end, and does not wait for it. */
    void terminate();

    /** Ends it at once. */
    void kill();

    /** Requests its end, and ends it after the grace period; returns when it has ended. */
    void stop(Duration grace);
}
