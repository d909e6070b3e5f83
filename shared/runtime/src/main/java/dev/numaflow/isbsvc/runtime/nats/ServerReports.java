package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Asks every node of a service at once, by one request each and without credentials. A node lists the streams of which it has a
 * copy, so all are asked; one that does not answer in time is left out.
 */
@Singleton
public class ServerReports {
    private static final int OK = 200;
    /** A server that makes or removes a stream at this moment may call itself unhealthy for that moment. */
    private static final int SAID_FOR_SURE = 3;

    private static final String HEALTH = "/healthz";

    private final Monitoring monitoring;

    @Inject
    public ServerReports(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    /** What those that answered say, in their order. @param replicas the nodes that there should be */
    public List<NodeReport> of(Names names, int replicas) {
        return all(names, replicas, NodeReport.PATH, NodeReport::of);
    }

    /** What those that answered say of their process and its configuration, in their order. @param replicas as above */
    public List<ServerRun> runs(Names names, int replicas) {
        return all(names, replicas, ServerRun.PATH, ServerRun::of);
    }

    /** A live object may say anything: no more nodes are asked than a service may have. */
    private <T> List<T> all(Names names, int replicas, String path, BiFunction<String, JsonNode, T> read) {
        List<CompletableFuture<Optional<T>>> answers = IntStream.range(0, Math.min(replicas, Bounds.NODES))
                .mapToObj(
                        ordinal -> monitoring.ask(names.podHost(ordinal), path).thenApply(answer -> answer.filter(
                                        good -> good.status() == OK)
                                .map(good -> read.apply(names.pod(ordinal), good.body()))))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Whether a node says, asked a few times, that it can read what it stores. A server alone is healthy as soon as it is ready: if
     * it says no, or nothing, streams that seem to be missing may only be unreadable.
     */
    public boolean isHealthy(Names names, int ordinal) {
        return IntStream.range(0, SAID_FOR_SURE).anyMatch(time -> saysHealthy(names, ordinal));
    }

    private boolean saysHealthy(Names names, int ordinal) {
        return monitoring
                .ask(names.podHost(ordinal), HEALTH)
                .join()
                .filter(answer -> answer.status() == OK)
                .isPresent();
    }
}
