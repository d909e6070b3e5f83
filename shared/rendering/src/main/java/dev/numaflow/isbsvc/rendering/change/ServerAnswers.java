package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all servers of a service answer, beside the time at which its ConfigMap was written: whether they run with it. A server that
 * does not answer, or does not say since when it runs, is silent, and silence decides nothing.
 *
 * @param written when somebody last wrote the configuration, in whole seconds; nothing where the API server does not tell
 * @param asked the names of all servers that there should be
 */
record ServerAnswers(Optional<Instant> written, List<String> asked, List<ServerRun> runs) {

    /** As the API server notes the time of a write. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private static final int MOST_SHOWN = 3;

    ServerAnswers {
        asked = List.copyOf(asked);
        runs = List.copyOf(runs);
    }

    /** @param nodes how many there should be, and how many of them are asked at most is bounded */
    static ServerAnswers of(LiveChildren live, int nodes, IntFunction<List<ServerRun>> servers) {
        JsonNode name = live.statefulSet().at("/metadata/name");
        return new ServerAnswers(
                LiveConfig.writtenAt(live.configMap()),
                IntStream.range(0, Math.min(nodes, Bounds.NODES + 1))
                        .mapToObj(ordinal -> name.asText() + "-" + ordinal)
                        .toList(),
                servers.apply(nodes));
    }

    /** Whether it is known when the configuration was written: else no answer can be held against it. */
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
     * Those that have started with a configuration that was written then, or may have, within the second in which it was written. One
     * that has loaded it without a start had its key before: servers refuse to load another.
     */
    List<String> startedSince(Instant moment) {
        return named(run -> isSince(run.started(), moment) || isSince(run.loaded(), moment));
    }

    /** Those that may run with another configuration than the one that stands: it was written after they have read theirs. */
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

    /** Names for a person, of many only the first; nothing where there are none. */
    static Optional<String> shown(List<String> names) {
        String first = names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
        int more = names.size() - MOST_SHOWN;
        return names.isEmpty() ? Optional.empty() : Optional.of(more > 0 ? first + " and " + more + " more" : first);
    }
}
