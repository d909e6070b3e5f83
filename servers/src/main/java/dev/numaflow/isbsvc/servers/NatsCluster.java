package dev.numaflow.isbsvc.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Real nats-server processes that form one JetStream cluster, for tests. */
public final class NatsCluster implements AutoCloseable {
    private final List<NatsServer> nodes = new ArrayList<>();

    private NatsCluster() {}

    /** Starts {@code size} nodes named {@code n0, n1 ...} and waits until all are healthy and known to their leader. */
    public static NatsCluster start(Path directory, int size) {
        return start(directory, size, UnaryOperator.identity());
    }

    /** The same, with each node's configuration changed by {@code tuning}. */
    public static NatsCluster start(Path directory, int size, UnaryOperator<NatsServerConfig> tuning) {
        return start(NatsServerBinary.obtain(), directory, size, tuning);
    }

    /** The same with this executable. */
    public static NatsCluster start(Path binary, Path directory, int size, UnaryOperator<NatsServerConfig> tuning) {
        List<NatsServerConfig> configs = IntStream.range(0, size)
                .mapToObj(i -> NatsServerConfig.single("n" + i))
                .toList();
        List<String> addresses = configs.stream().map(NatsServerConfig::address).toList();
        NatsCluster cluster = new NatsCluster();
        try {
            for (NatsServerConfig config : configs) {
                cluster.nodes.add(NatsServer.launch(
                        binary, directory.resolve(config.name()), tuning.apply(config.withRoutes(addresses))));
            }
            cluster.awaitHealthy();
            new MetaGroup(cluster.nodes()).awaitComplete();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public List<NatsServer> nodes() {
        return List.copyOf(nodes);
    }

    public NatsServer node(int ordinal) {
        return nodes.get(ordinal);
    }

    /** The URL for clients. */
    public List<String> urls() {
        return nodes.stream().map(NatsServer::url).toList();
    }

    /** Waits until every running node is healthy. */
    public void awaitHealthy() {
        nodes.stream().filter(NatsServer::isRunning).forEach(NatsServer::awaitHealthy);
    }

    @Override
    public void close() {
        nodes.forEach(NatsServer::close);
    }
}
