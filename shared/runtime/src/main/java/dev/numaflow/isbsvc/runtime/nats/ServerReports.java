package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.steps.ServerRound;
import dev.numaflow.isbsvc.rendering.steps.ServerRound.NodeHealth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Queries every node of a service at once, by one request each and without credentials. A node lists the streams of which it has a
 * copy, so all are queried; one that does not answer in time is left out.
 */
@Singleton
public class ServerReports {
    private static final int OK = 200;
    /** A server that is creating or deleting a stream may report itself unhealthy for a moment. */
    private static final int HEALTH_ATTEMPTS = 3;

    private static final String HEALTH = "/healthz";

    /** A server that is healthy for a moment only is asked while it is not. */
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(400);

    /** Longer than a newly elected leader takes to know all that it stores. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private final Monitoring monitoring;

    @Inject
    public ServerReports(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    /** The reports of the nodes that answer, in their order. @param replicas the number of nodes that should exist */
    public List<NodeReport> of(Names names, int replicas) {
        return all(names, replicas, NodeReport.PATH, NodeReport::of);
    }

    /** What those that answer report about their process and its configuration, in their order. @param replicas as above */
    public List<ServerRun> runs(Names names, int replicas) {
        return all(names, replicas, ServerRun.PATH, ServerRun::of);
    }

    /**
     * What the nodes report of their health and their streams, several times in a row, a moment apart.
     *
     * @param replicas as above
     * @param rounds how many times
     */
    public List<ServerRound> rounds(Names names, int replicas, int rounds) {
        List<ServerRound> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Executor next = round == 0
                    ? Runnable::run
                    : CompletableFuture.delayedExecutor(BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS);
            all.add(CompletableFuture.supplyAsync(() -> round(names, replicas), next)
                    .join());
        }
        return all;
    }

    private ServerRound round(Names names, int replicas) {
        List<CompletableFuture<Optional<NodeHealth>>> health = IntStream.range(0, Math.min(replicas, Bounds.NODES))
                .mapToObj(ordinal -> monitoring
                        .ask(names.podHost(ordinal), HEALTH)
                        .thenApply(answer -> answer.map(given -> health(names.pod(ordinal), given))))
                .toList();
        List<NodeReport> reports = of(names, replicas);
        return new ServerRound(
                health.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList(),
                reports);
    }

    /** A server whose disk refuses writes may report itself available. */
    private static NodeHealth health(String node, Monitoring.Answer answer) {
        String error = answer.body().path("error").asText();
        return new NodeHealth(
                node,
                answer.status() == OK && !error.contains("write error"),
                error.isEmpty() ? "HTTP " + answer.status() : Shown.quoted(error.replace('"', '\'')));
    }

    /** A live object may contain anything: no more nodes are queried than a service may have. */
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
     * The consumers that are ahead of their streams, as the leaders of both report twice, a moment apart. Where the first report
     * shows none, there is no second query.
     *
     * @param first what the nodes just reported
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

    /** Since when the first of the servers runs; nothing where one of them does not report it. */
    public Optional<Instant> runSince(Names names, int replicas) {
        List<Instant> starts = runs(names, replicas).stream()
                .flatMap(run -> run.started().stream())
                .toList();
        return starts.size() < replicas ? Optional.empty() : starts.stream().min(Instant::compareTo);
    }

    /**
     * Whether a node reports, queried a few times, that it can read what it stores. A single server is healthy as soon as it is
     * ready: if it reports unhealthy, or nothing, streams that seem missing may only be unreadable.
     */
    public boolean isHealthy(Names names, int ordinal) {
        return IntStream.range(0, HEALTH_ATTEMPTS).anyMatch(time -> answersHealthy(names, ordinal));
    }

    private boolean answersHealthy(Names names, int ordinal) {
        return monitoring
                .ask(names.podHost(ordinal), HEALTH)
                .join()
                .filter(answer -> answer.status() == OK)
                .isPresent();
    }
}
