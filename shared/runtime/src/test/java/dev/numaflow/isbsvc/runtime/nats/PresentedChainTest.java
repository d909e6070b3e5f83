package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PresentedChainTest {

    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Each byte would begin another timeout of a read. */
    @Test
    void aNodeThatSendsItsFirstLineByteByByteDoesNotKeepAFunction() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> sends = CompletableFuture.runAsync(() -> drip(listening));
            Instant begin = Instant.now();

            assertThat(PresentedChain.of(listening.getInetAddress().getHostAddress(), listening.getLocalPort()))
                    .isEmpty();
            assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND);
            sends.join();
        }
    }

    private static void drip(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            for (Instant end = Instant.now().plus(BOUND.multipliedBy(2));
                    Instant.now().isBefore(end); ) {
                socket.getOutputStream().write('x');
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        } catch (IOException closed) {
            // By the one who has read enough.
        }
    }
}
