package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.ChildProcess.Signal;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Kills a server that exceeds its container's memory limit. On a cluster the kernel does so by control group, at the allocation
 * that exceeds it; here the private memory of the process is read every half second, where there is a {@code /proc}.
 */
final class MemoryLimit {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final String HELD = "RssAnon:";
    private static final long KILOBYTE = 1024;

    private final PodThread thread;
    private final ChildProcess process;
    private final long limit;
    private boolean exceeded;

    private MemoryLimit(PodThread thread, ChildProcess process, long limit) {
        this.thread = thread;
        this.process = process;
        this.limit = limit;
    }

    /** Starts to watch one run of a container, if it has a limit. */
    static MemoryLimit watch(PodThread thread, ChildProcess process, Container container) {
        MemoryLimit memory = new MemoryLimit(thread, process, limit(container));
        if (memory.limit < Long.MAX_VALUE) {
            memory.enforce();
        }
        return memory;
    }

    private static long limit(Container container) {
        return Optional.ofNullable(container.getResources())
                .map(resources -> resources.getLimits())
                .map(limits -> limits.get("memory"))
                .map(memory -> Quantity.getAmountInBytes(memory).longValue())
                .orElse(Long.MAX_VALUE);
    }

    /** Whether the run was killed because of this. */
    boolean wasExceeded() {
        return exceeded;
    }

    private void enforce() {
        if (!process.isAlive()) {
            return;
        }
        if (held(process.pid()).orElse(0) > limit) {
            exceeded = true;
            process.signal(Signal.KILL);
        } else {
            thread.later(PERIOD, this::enforce);
        }
    }

    /** Empty if unknown: the process has just ended, or the machine has no {@code /proc}. */
    private static OptionalLong held(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(HELD))
                    .map(line -> line.substring(HELD.length()).strip().split(" ")[0])
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * KILOBYTE)
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }
}
