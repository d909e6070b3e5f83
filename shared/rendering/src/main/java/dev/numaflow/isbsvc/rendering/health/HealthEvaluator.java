package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Evaluates whether a service serves: a quorum of its pods is ready, a quorum of the servers has a leader, and so has every stream.
 * Missing pods end it at once. What the servers do not confirm, or a failing probe of running servers, is only recorded until it
 * has lasted longer than an election takes: pipelines must not notice elections.
 */
public final class HealthEvaluator {

    /** A leader that has lost its quorum notices after 10 s, and followers vote within 9 s of silence. */
    public static final Duration GRACE = Duration.ofSeconds(20);

    private HealthEvaluator() {}

    /** Whether the evaluation needs the servers' reports; with too few pods it does not. */
    public static boolean needsServers(HealthFacts facts) {
        return facts.podsHaveQuorum();
    }

    /** Evaluates these facts. */
    public static Health evaluate(HealthFacts facts) {
        if (facts.podsHaveQuorum()) {
            Health.Serves serves =
                    new Health.Serves(degradations(facts), facts.nodes().rolling());
            Optional<ServiceTrouble> doubt = ServerEvaluator.doubt(facts);
            return doubt.isPresent() ? doubted(facts, doubt.get(), serves) : serves;
        }
        if (facts.previous().before() == Before.SERVES && facts.podsMayHaveQuorum()) {
            // After the loss of their leader, healthy servers fail their probes until they have elected another.
            return doubted(
                    facts, new ServiceTrouble(Kind.NO_QUORUM, message(facts)), new Health.Serves(List.of(), false));
        }
        return facts.previous().before() == Before.NEVER_SERVED
                ? new Health.Starts(message(facts), false)
                : new Health.Lost(reason(facts), message(facts), false);
    }

    private static Health doubted(HealthFacts facts, ServiceTrouble doubt, Health.Serves besides) {
        if (facts.previous().before() == Before.NEVER_SERVED) {
            return new Health.Starts(doubt.toString(), true);
        }
        Optional<Instant> since = facts.previous().doubtedSince();
        boolean lasts =
                since.filter(begin -> !facts.now().isBefore(begin.plus(GRACE))).isPresent();
        if (lasts || facts.previous().before() == Before.LOST) {
            return new Health.Lost(doubt.kind().label(), doubt.detail(), true);
        }
        return facts.previous().doubted(doubt, since.orElse(facts.now()), besides, facts.now());
    }

    private static List<ServiceTrouble> degradations(HealthFacts facts) {
        List<ServiceTrouble> all = new ArrayList<>();
        if (!facts.isComplete() && !isTheOneThatRolls(facts)) {
            all.add(new ServiceTrouble(Kind.NODES_MISSING, message(facts)));
        }
        all.addAll(ServerEvaluator.degradations(facts));
        return all;
    }

    /** A rolling update takes one node out at a time; a stuck one shows in the pod's trouble. */
    private static boolean isTheOneThatRolls(HealthFacts facts) {
        return facts.nodes().creationFailure().isEmpty()
                && facts.nodes().rolling()
                && facts.ready() == facts.nodes().replicas() - 1
                && facts.pods().stream().filter(pod -> !pod.ready()).allMatch(pod -> pod.trouble()
                        .isEmpty());
    }

    private static String reason(HealthFacts facts) {
        return Stream.concat(
                        facts.nodes().creationFailure().map(why -> PodTrouble.Reason.FAILED_CREATE).stream(),
                        facts.pods().stream()
                                .filter(pod -> !pod.ready())
                                .flatMap(pod -> pod.trouble().stream())
                                .map(PodTrouble::reason))
                .min(Enum::compareTo)
                .map(PodTrouble.Reason::label)
                .orElse(Kind.NO_QUORUM.label());
    }

    private static String message(HealthFacts facts) {
        if (facts.nodes().replicas() == 0) {
            return "there is no StatefulSet";
        }
        String count =
                facts.ready() + " of " + facts.nodes().replicas() + " nodes ready, " + facts.quorum() + " needed";
        List<String> troubles = Stream.concat(
                        facts.nodes().creationFailure().map(why -> "pods cannot be made: " + why).stream(),
                        facts.pods().stream()
                                .filter(pod -> !pod.ready() && pod.trouble().isPresent())
                                .map(pod -> pod.name() + ": " + pod.trouble().get())
                                .sorted())
                .toList();
        return troubles.isEmpty() ? count : count + "; " + String.join("; ", troubles);
    }
}
