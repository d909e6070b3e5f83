package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    /** Longer than a leader that was just elected takes to know all that it stores. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

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
     * The consumers that are ahead of their streams, as the leaders of both say twice, a moment apart. Where the first look shows
     * none, there is no second.
     *
     * @param first what the nodes just said
     */
    public List<ConsumerAhead> consumersAhead(Names names, int replicas, List<NodeReport> first) {
        List<ConsumerAhead> suspects = ConsumerAhead.among(first);
        if (suspects.isEmpty()) {
            return List.of();
        }
        return CompletableFuture.supplyAsync(
                        () -> ConsumerAhead.still(suspects, of(names, replicas)),
                        CompletableFuture.delayedExecutor(SECOND_LOOK.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }

    /** Since when the first of the servers runs; nothing where one of them does not say. */
    public Optional<Instant> runSince(Names names, int replicas) {
        List<Instant> starts = runs(names, replicas).stream()
                .flatMap(run -> run.started().stream())
                .toList();
        return starts.size() < replicas ? Optional.empty() : starts.stream().min(Instant::compareTo);
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
