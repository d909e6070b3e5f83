package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real nats-server process for tests; its store survives {@link #stop} and {@link #kill}, so it can be started again. */
public final class NatsServer implements MetaGroup.Node, AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STUCK = Duration.ofSeconds(20);
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);

    private final Path binary;
    private final Path directory;
    private NatsServerConfig config;
    private ChildProcess process;

    private NatsServer(Path binary, Path directory, NatsServerConfig config) {
        this.binary = binary;
        this.directory = directory;
        this.config = config;
    }

    /** Starts it in {@code directory} and waits until it is healthy. */
    public static NatsServer start(Path directory, NatsServerConfig config) {
        return start(NatsServerBinary.obtain(), directory, config);
    }

    /** The same with this executable. */
    public static NatsServer start(Path binary, Path directory, NatsServerConfig config) {
        NatsServer server = launch(binary, directory, config);
        try {
            server.awaitHealthy();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Starts it without waiting: a node of a cluster is healthy only with its peers. */
    static NatsServer launch(Path binary, Path directory, NatsServerConfig config) {
        NatsServer server = new NatsServer(binary, directory, config);
        server.run();
        return server;
    }

    /** Its current configuration. */
    public NatsServerConfig config() {
        return config;
    }

    @Override
    public String name() {
        return config.name();
    }

    public String address() {
        return config.address();
    }

    /** The URL for clients. */
    public String url() {
        return "nats://" + address() + ":4222";
    }

    /** The URL of the monitoring port, without a path. */
    @Override
    public String monitorUrl() {
        return "http://" + address() + ":8222";
    }

    public Path storeDirectory() {
        return directory.resolve("store");
    }

    public Path log() {
        return directory.resolve("server.log");
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /**
     * Waits until {@code /healthz} answers 200; fails with the log if the process has ended. A server of NATS 2.10 that starts beside its
     * peers may wait for leaders of its streams for ever, which ends when it is started again.
     */
    public void awaitHealthy() {
        if (!healthCheck().isPassedWithin(STUCK)) {
            begin(config);
            healthCheck().await(READY_TIMEOUT);
        }
    }

    private HealthCheck healthCheck() {
        return new HealthCheck(monitorUrl() + "/healthz", process);
    }

    /** Stops it gracefully. */
    public void stop() {
        process.stop(STOP_GRACE);
    }

    /** Kills it, as a power failure would. */
    public void kill() {
        process.kill();
    }

    /** Restarts it on the same store and waits until it is healthy. */
    @Override
    public void restart() {
        restart(config);
    }

    /** Restarts it on the same store with another configuration. */
    public void restart(NatsServerConfig changed) {
        begin(changed);
        awaitHealthy();
    }

    /** Restarts it on the same store with another configuration, without waiting: it may never become healthy with that. */
    public void begin(NatsServerConfig changed) {
        stop();
        config = changed;
        run();
    }

    /** Writes another configuration and signals the running server, as the config reloader does. */
    public void reload(NatsServerConfig changed) {
        config = changed;
        writeConfig();
        process.signal(ChildProcess.Signal.HUP);
    }

    void run() {
        writeConfig();
        process = ChildProcess.start(ChildProcess.Command.of(
                List.of(binary.toString(), "--config", configFile().toString()), directory, log()));
    }

    private Path configFile() {
        return directory.resolve("nats.conf");
    }

    private void writeConfig() {
        try {
            Files.createDirectories(directory);
            Files.writeString(configFile(), config.print(storeDirectory().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configFile(), e);
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
