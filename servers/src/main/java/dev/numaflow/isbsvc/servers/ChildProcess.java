package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A local process that logs to a file and never outlives this JVM, even when the JVM is killed. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final Command command;
    private final Process process;
    private final CompletableFuture<Integer> exit;

    private ChildProcess(Command command, Process process, Watchdog watchdog) {
        this.command = command;
        this.process = process;
        this.exit = process.onExit().thenApply(Process::exitValue);
        // A pid that was reused must not be killed as this child.
        process.onExit().thenAccept(ended -> watchdog.forget(ended.pid()));
    }

    /** The command and its directory; {@code environment} is added to the JVM's own, or replaces it if {@code clean}. */
    public record Command(
            List<String> arguments, Map<String, String> environment, boolean clean, Path directory, Path log) {
        public Command {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
            Objects.requireNonNull(directory, "directory");
            Objects.requireNonNull(log, "log");
        }

        /** Runs in {@code directory} with the JVM's environment. */
        public static Command of(List<String> arguments, Path directory, Path log) {
            return new Command(arguments, Map.of(), false, directory, log);
        }
    }

    /** The signals used here, by their names for {@code kill}. */
    public enum Signal {
        HUP,
        INT,
        TERM,
        KILL,
        USR1,
        USR2
    }

    /** Starts it; appends its output to the log. */
    public static ChildProcess start(Command command) {
        Watchdog watchdog = Watchdog.ofThisJvm();
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(command.log().toFile()));
        if (command.clean()) {
            builder.environment().clear();
        }
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(command.directory());
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            Process process = builder.start();
            watchdog.watch(process.pid());
            process.getOutputStream().close();
            return new ChildProcess(command, process, watchdog);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.arguments().get(0), e);
        }
    }

    /**
     * Runs it to its end.
     *
     * @param failure the message if it does not end with 0 in time, before the end of its log
     */
    public static void run(Command command, Duration atMost, String failure) throws IOException {
        try (ChildProcess process = start(command)) {
            if (process.awaitExit(atMost).orElse(-1) != 0) {
                throw new IOException(failure + ": " + LogTail.of(command.log()));
            }
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file of its output. */
    public Path log() {
        return command.log();
    }

    /** Completes with the exit code; 128 and the signal's number if a signal ended it. */
    public CompletableFuture<Integer> onExit() {
        return exit.copy();
    }

    /** Waits at most this long for its exit code; empty while it runs. */
    public OptionalInt awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + this, e);
        }
    }

    /** Sends a signal; does nothing once it has ended. */
    public void signal(Signal signal) {
        if (!isAlive()) {
            return;
        }
        switch (signal) {
            case TERM -> process.destroy();
            case KILL -> process.destroyForcibly();
            default -> sendByKillCommand(signal);
        }
    }

    private void sendByKillCommand(Signal signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0 && isAlive()) {
                throw new IllegalStateException("cannot send " + signal + " to " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + signal + " to " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + signal + " to " + this, e);
        }
    }

    /** Sends SIGTERM, and kills it after the grace period; returns the exit code. */
    public int stop(Duration grace) {
        signal(Signal.TERM);
        OptionalInt code = awaitExit(grace);
        return code.isPresent() ? code.getAsInt() : kill();
    }

    /** Kills it and waits until it is gone; returns the exit code. */
    public int kill() {
        signal(Signal.KILL);
        return exit.join();
    }

    @Override
    public void close() {
        stop(CLOSE_GRACE);
    }

    @Override
    public String toString() {
        return Path.of(command.arguments().get(0)).getFileName() + " (pid " + pid() + ", log " + log() + ")";
    }
}
