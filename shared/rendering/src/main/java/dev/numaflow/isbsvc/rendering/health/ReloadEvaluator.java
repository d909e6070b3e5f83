package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Evaluates whether the servers have loaded their latest configuration. A server that refuses one only logs it and runs on. It has
 * taken the configuration when it runs with the reloadable value and has loaded since the write. A change that is reverted before
 * the kubelet sees it is never loaded; then the value alone decides. For a server that does not answer it is unknown, which is
 * reported once it had the time; a short silence much later means nothing.
 */
public final class ReloadEvaluator {

    /** The kubelet brings a ConfigMap to its pods within 60 to 90 seconds. */
    public static final Duration TIME_TO_LOAD = Duration.ofSeconds(110);

    /** The tolerance for clock skew and the duration of a reconcile. */
    public static final Duration SKEW = Duration.ofSeconds(10);

    /** How long after that silence counts: two periods of `repair`, which covers lost events. */
    static final Duration TIME_TO_ANSWER = Duration.ofMinutes(10);

    private static final String SILENT = " does not answer";
    private static final String UNKNOWN = SILENT + ", so whether it has taken the configuration is not known";

    private ReloadEvaluator() {}

    /** The trouble, if any; servers that are being replaced start with the new configuration anyway. */
    static Optional<ServiceTrouble> trouble(HealthFacts facts) {
        boolean hadTime = facts.config()
                .written()
                .filter(written -> hasPassed(facts.now(), written))
                .isPresent();
        List<String> silent = hadTime ? unknown(facts) : List.of();
        List<String> named = hadTime
                ? Stream.concat(behind(facts).stream(), silent.stream().map(name -> name + UNKNOWN))
                        .toList()
                : List.of();
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(new ServiceTrouble(
                        Kind.CONFIGURATION_NOT_TAKEN,
                        Shown.list(named, Shown.NAMES)
                                + ": look for a refused reload in the log of its container main, and for the signal in"
                                + " that of its container reloader",
                        silent));
    }

    /**
     * The servers to wait for before this can be evaluated. The wait is never longer than a reload takes, whatever is written
     * meanwhile: each write causes an event of its own.
     *
     * @param event when the event of the write was sent
     * @return empty where all servers have taken the configuration, or had the time
     */
    public static Optional<String> awaited(HealthFacts facts, Instant event) {
        boolean early = facts.config()
                .written()
                .filter(written -> isWithin(facts.now(), written) && isWithin(facts.now(), event))
                .isPresent();
        if (!early || facts.nodes().rolling()) {
            return Optional.empty();
        }
        List<String> awaited = Stream.concat(
                        behind(facts).stream(), silent(facts).map(name -> name + SILENT))
                .toList();
        return awaited.isEmpty() ? Optional.empty() : Optional.of(Shown.list(awaited, Shown.NAMES));
    }

    private static boolean hasPassed(Instant now, Instant begin) {
        return Duration.between(begin, now).compareTo(TIME_TO_LOAD) >= 0;
    }

    /** With a clock that is far behind, the time would not end before the last delivery. */
    private static boolean isWithin(Instant now, Instant begin) {
        return !hasPassed(now, begin) && Duration.between(now, begin).compareTo(SKEW) <= 0;
    }

    private static List<String> behind(HealthFacts facts) {
        return facts.nodes().rolling()
                ? List.of()
                : facts.runs().stream()
                        .flatMap(run -> difference(run, facts).stream())
                        .sorted()
                        .toList();
    }

    /** Too few answers are reported as a trouble of their own. */
    private static List<String> unknown(HealthFacts facts) {
        boolean counts = !facts.nodes().rolling() && facts.runs().size() >= facts.quorum();
        return counts
                ? silent(facts)
                        .filter(name ->
                                isRecent(facts) || facts.previous().silent().contains(name))
                        .toList()
                : List.of();
    }

    private static boolean isRecent(HealthFacts facts) {
        Duration sinceWrite = Duration.between(facts.config().written().orElseThrow(), facts.now());
        return sinceWrite.compareTo(TIME_TO_LOAD.plus(TIME_TO_ANSWER)) < 0;
    }

    private static Stream<String> silent(HealthFacts facts) {
        Set<String> answered = facts.runs().stream().map(ServerRun::name).collect(Collectors.toSet());
        return facts.pods().stream()
                .filter(PodState::ready)
                .map(PodState::name)
                .filter(name -> !answered.contains(name))
                .filter(name -> isNode(name, facts.nodes().replicas()))
                .sorted();
    }

    /** Other pods are not queried, such as one that terminates after a scale-down. */
    private static boolean isNode(String pod, int replicas) {
        String ordinal = pod.substring(pod.lastIndexOf('-') + 1);
        return IntStream.range(0, Math.min(replicas, Bounds.NODES))
                .mapToObj(String::valueOf)
                .anyMatch(ordinal::equals);
    }

    private static Optional<String> difference(ServerRun run, HealthFacts facts) {
        LiveConfig config = facts.config();
        Optional<Long> other = config.maxPayload().filter(desired -> run.maxPayload() != desired);
        if (other.isPresent()) {
            return Optional.of(run.name() + " runs with max_payload " + run.maxPayload()
                    + run.loaded().map(time -> " (loaded " + time + ")").orElse("") + " instead of " + other.get());
        }
        return config.written()
                .filter(written -> config.isNew() && isOlder(run, written, facts.now()))
                .map(written -> run.name() + " has not loaded its configuration since "
                        + run.loaded().orElseThrow() + " (changed " + written + ")");
    }

    /** Compares the ages of both, each by the clock that recorded it. */
    private static boolean isOlder(ServerRun run, Instant written, Instant now) {
        Duration sinceWrite = Duration.between(written, now);
        return run.loaded()
                .map(loaded -> Duration.between(loaded, run.asked().orElse(now)))
                .filter(sinceLoad -> sinceLoad.compareTo(sinceWrite.plus(SKEW)) > 0)
                .isPresent();
    }
}
