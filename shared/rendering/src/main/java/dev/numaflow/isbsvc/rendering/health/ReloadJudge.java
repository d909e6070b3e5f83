package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether the servers have taken the configuration that they were given last. A server that refuses one says so in its log
 * alone and runs on. That it loaded one again proves nothing, and that it did not proves nothing either where a change was taken back
 * before the kubelet saw it: the value decides that every reload changes.
 */
final class ReloadJudge {

    /** The kubelet needs up to one minute to bring a ConfigMap to its pods. */
    static final Duration TIME_TO_LOAD = Duration.ofMinutes(2);

    private ReloadJudge() {}

    /** What is amiss; servers that are being replaced come back with the new configuration anyway. */
    static Optional<ServiceTrouble> trouble(HealthFacts facts) {
        LiveConfig config = facts.config();
        boolean hadTime = config.written()
                .filter(written -> !facts.now().isBefore(written.plus(TIME_TO_LOAD)))
                .isPresent();
        if (!hadTime || config.maxPayload().isEmpty() || facts.nodes().rolling()) {
            return Optional.empty();
        }
        long wanted = config.maxPayload().get();
        List<String> behind = facts.runs().stream()
                .filter(run -> run.maxPayload() != wanted)
                .map(ReloadJudge::told)
                .sorted()
                .toList();
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of(new ServiceTrouble(
                        Kind.CONFIGURATION_NOT_TAKEN,
                        Listed.of(behind) + " instead of " + wanted
                                + ": look for a refused reload in the log of its container main, and for the signal in"
                                + " that of its container reloader"));
    }

    private static String told(ServerRun run) {
        return run.name() + " runs with max_payload " + run.maxPayload()
                + run.loaded()
                        .map(Instant::toString)
                        .map(time -> " (loaded " + time + ")")
                        .orElse("");
    }
}
