package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The answers of all servers, compared with the time at which the ConfigMap was written, show whether they run with it. A server
 * that does not answer, or does not report its start time, is silent, and silence proves nothing.
 *
 * @param written when the configuration was last written, in whole seconds; empty where the API server does not record it
 * @param asked the names of all desired servers
 */
record ServerAnswers(Optional<Instant> written, List<String> asked, List<ServerRun> runs) {

    /** The precision of the API server's write times. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private static final int MOST_SHOWN = 3;

    ServerAnswers {
        asked = List.copyOf(asked);
        runs = List.copyOf(runs);
    }

    /** @param nodes the desired number; the number that is queried is bounded */
    static ServerAnswers of(LiveChildren live, int nodes, IntFunction<List<ServerRun>> servers) {
        JsonNode name = live.statefulSet().at("/metadata/name");
        return new ServerAnswers(
                LiveConfig.writtenAt(live.configMap()),
                IntStream.range(0, Math.min(nodes, Bounds.NODES + 1))
                        .mapToObj(ordinal -> name.asText() + "-" + ordinal)
                        .toList(),
                servers.apply(nodes));
    }

    /** Whether the write time of the configuration is known; without it no answer can be compared. */
    boolean areDated() {
        return written.isPresent();
    }

    List<String> silent() {
        return asked.stream()
                .filter(name -> runs.stream()
                        .noneMatch(run -> run.name().equals(name)
                                && run.started().isPresent()
                                && run.loaded().isPresent()))
                .toList();
    }

    /**
     * The servers that started or loaded at that moment or later, including the second of the write. One that loaded without a
     * start had its key before: servers refuse to reload another.
     */
    List<String> startedSince(Instant moment) {
        return named(run -> isSince(run.started(), moment) || isSince(run.loaded(), moment));
    }

    /** The servers that may run with an older configuration: the live one was written after they loaded theirs. */
    List<String> behind() {
        return named(run -> run.loaded().isPresent()
                && written.isPresent()
                && Duration.between(written.get(), run.loaded().get()).compareTo(PRECISION) < 0);
    }

    private static boolean isSince(Optional<Instant> time, Instant moment) {
        return time.isPresent() && !time.get().isBefore(moment);
    }

    private List<String> named(Predicate<ServerRun> which) {
        return runs.stream().filter(which).map(ServerRun::name).sorted().toList();
    }

    /** The names for a message, shortened; empty where there are none. */
    static Optional<String> shown(List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(Shown.list(names, MOST_SHOWN));
    }
}
