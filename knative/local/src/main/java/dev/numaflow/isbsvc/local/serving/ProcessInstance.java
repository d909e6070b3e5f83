package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.servers.ChildProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A process of this machine.
 *
 * @param port of the loopback address
 */
public record ProcessInstance(ChildProcess process, int port) implements Instance {

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public CompletableFuture<Integer> onExit() {
        return process.onExit();
    }

    @Override
    public void terminate() {
        process.signal(ChildProcess.Signal.TERM);
    }

    @Override
    public void kill() {
        process.signal(ChildProcess.Signal.KILL);
    }

    @Override
    public void stop(Duration grace) {
        process.stop(grace);
    }
}
