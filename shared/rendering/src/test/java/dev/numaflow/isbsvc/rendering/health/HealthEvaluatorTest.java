package dev.numaflow.isbsvc.rendering.health;

import static dev.numaflow.isbsvc.rendering.health.Answers.answer;
import static dev.numaflow.isbsvc.rendering.health.Answers.pod;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.LOST;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.NEVER_SERVED;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.SERVES;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealthTest.previous;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealthTest.readBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.numaflow.isbsvc.rendering.health.PodState.Server;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HealthEvaluatorTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TWO_OF_THREE = "2 of 3 nodes ready, 2 needed";

    @ParameterizedTest(name = "{0} of {1} ready, before {2}: {4}")
    @MethodSource
    void evaluates(int ready, int replicas, Before before, List<NodeReport> servers, Health expected) {
        assertThat(HealthEvaluator.evaluate(facts(ready, replicas, previous(before), servers)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> evaluates() {
        return Stream.of(
                arguments(0, 3, NEVER_SERVED, List.of(), starts("0 of 3 nodes ready, 2 needed")),
                arguments(2, 3, NEVER_SERVED, led(0, 1), degraded(Kind.NODES_MISSING, TWO_OF_THREE)),
                arguments(3, 3, NEVER_SERVED, led(0, 1, 2), serves()),
                arguments(
                        3, 3, NEVER_SERVED, leaderless(0, 1, 2), unconfirmed("NoMetaLeader: " + nobodyLeads(0, 1, 2))),
                arguments(3, 3, NEVER_SERVED, List.of(), unconfirmed("ServersUnreachable: " + answering(0, 3))),
                arguments(2, 5, NEVER_SERVED, List.of(), starts("2 of 5 nodes ready, 3 needed")),
                arguments(5, 5, NEVER_SERVED, led(0, 1, 2, 3, 4), serves()),
                arguments(1, 1, NEVER_SERVED, leaderless(0), serves()),
                arguments(1, 1, NEVER_SERVED, List.of(), unconfirmed("ServersUnreachable: " + answering(0, 1))),
                arguments(0, 0, NEVER_SERVED, List.of(), starts("there is no StatefulSet")),
                arguments(3, 3, SERVES, led(0, 1, 2), serves()),
                arguments(3, 3, SERVES, led(0, 1), serves()),
                arguments(2, 3, SERVES, led(0, 1), degraded(Kind.NODES_MISSING, TWO_OF_THREE)),
                arguments(1, 3, SERVES, List.of(), lost("NoQuorum", "1 of 3 nodes ready, 2 needed")),
                arguments(0, 1, SERVES, List.of(), lost("NoQuorum", "0 of 1 nodes ready, 1 needed")),
                arguments(0, 0, SERVES, List.of(), lost("NoQuorum", "there is no StatefulSet")),
                arguments(3, 3, SERVES, List.of(), doubted("ServersUnreachable: " + answering(0, 3))),
                arguments(3, 3, SERVES, led(0), doubted("ServersUnreachable: " + answering(1, 3))),
                arguments(3, 3, SERVES, leaderless(0), doubted("PeersOffline: " + answering(1, 3))),
                arguments(3, 3, SERVES, leaderless(0, 1), doubted("NoMetaLeader: " + nobodyLeads(0, 1))),
                arguments(1, 3, LOST, List.of(), lost("NoQuorum", "1 of 3 nodes ready, 2 needed")),
                arguments(3, 3, LOST, leaderless(0, 1), stillLost("NoMetaLeader", nobodyLeads(0, 1))),
                arguments(3, 3, LOST, led(0, 1, 2), serves()));
    }

    @Test
    void aLeaderThatDoesNotAnswerIsNoLeader() {
        List<NodeReport> followers = List.of(
                answer(1).ledBy(pod(0)).report(), answer(2).ledBy(pod(0)).report());

        assertThat(HealthEvaluator.evaluate(facts(3, 3, previous(SERVES), followers)))
                .isEqualTo(doubted("NoMetaLeader: " + nobodyLeads(1, 2)));
    }

    @Test
    void aDoubtIsNotedOnceAndTurnsIntoALossAfterTheGrace() {
        PreviousHealth noted = readBack(doubted("NoMetaLeader: worded otherwise"), previous(SERVES));

        assertThat(evaluateAt(NOW.plus(HealthEvaluator.GRACE).minusSeconds(1), noted))
                .isEqualTo(doubted("NoMetaLeader: worded otherwise"));
        assertThat(evaluateAt(NOW.plus(HealthEvaluator.GRACE), noted))
                .isEqualTo(stillLost("NoMetaLeader", nobodyLeads(0, 1, 2)));
    }

    /** Servers that fall silent are first unreachable, then offline, then without leader: that is one doubt. */
    @Test
    void anotherKindOfDoubtDoesNotBeginItAnew() {
        PreviousHealth noted = readBack(doubted("ServersUnreachable: " + answering(0, 3)), previous(SERVES));

        assertThat(evaluateAt(NOW.plusSeconds(5), noted)).isEqualTo(doubted("NoMetaLeader: " + nobodyLeads(0, 1, 2)));
        assertThat(evaluateAt(NOW.plus(HealthEvaluator.GRACE), noted)).isInstanceOf(Health.Lost.class);
    }

    /** A doubt is no news of them: neither an Event nor `degraded` reports them before it is over. */
    @Test
    void whatIsDegradedSinceADoubtIsNewWhenTheDoubtIsOver() {
        PreviousHealth before = previous(SERVES);
        Health doubted = HealthEvaluator.evaluate(facts(2, 3, before, leaderless(0, 1)));
        assertThat(doubted)
                .isEqualTo(doubted(
                        "NoMetaLeader: " + nobodyLeads(0, 1) + "; seen meanwhile: NodesMissing: " + TWO_OF_THREE,
                        Condition.since(NOW, "NodesMissing", "NotReported", "")));

        PreviousHealth noted = readBack(doubted, before);
        Health after = HealthEvaluator.evaluate(facts(2, 3, noted, led(0, 1)));

        assertThat(after).isEqualTo(degraded(Kind.NODES_MISSING, TWO_OF_THREE));
        assertThat(((Health.Serves) after).isNewlyDegraded(noted)).isTrue();
        assertThat(((Health.Serves) after).isNewlyDegraded(readBack(after, noted)))
                .isFalse();
    }

    @Test
    void whatWasReportedBeforeADoubtIsNotNewAfterIt() {
        PreviousHealth before = readBack(degraded(Kind.NODES_MISSING, TWO_OF_THREE), previous(SERVES));
        Health doubted = HealthEvaluator.evaluate(facts(2, 3, before, leaderless(0, 1)));
        assertThat(doubted)
                .isEqualTo(doubted(
                        "NoMetaLeader: " + nobodyLeads(0, 1) + "; NodesMissing: " + TWO_OF_THREE,
                        Condition.since(NOW, "NodesMissing", "Reported", "")));

        PreviousHealth noted = readBack(doubted, before);
        Health after = HealthEvaluator.evaluate(facts(2, 3, noted, led(0, 1)));

        assertThat(((Health.Serves) after).isNewlyDegraded(noted)).isFalse();
    }

    /** Since when it is known decides from where a consumer that is set back delivers, so it outlasts the doubt. */
    @Test
    void sinceWhenConsumersAreAheadIsKeptThroughADoubt() {
        Instant seen = Instant.parse("2025-12-31T23:59:00Z");
        Health.Serves ahead =
                new Health.Serves(List.of(new ServiceTrouble(Kind.CONSUMERS_AHEAD, "s, first seen " + seen)), false);
        Health doubted = previous(SERVES).doubted(new ServiceTrouble(Kind.NO_META_LEADER, "x"), NOW, ahead, seen);
        PreviousHealth noted = readBack(doubted, previous(SERVES));

        assertThat(doubted.message()).endsWith("; seen meanwhile: ConsumersAhead: s, first seen 2025-12-31T23:59:00Z");
        assertThat(noted.aheadSince()).contains(seen);
        assertThat(noted.reported(Kind.CONSUMERS_AHEAD)).isFalse();
        assertThat(readBack(ahead, noted).aheadSince()).contains(seen);
    }

    @Test
    void asksTheServersWheneverEnoughPodsAreReady() {
        assertThat(HealthEvaluator.needsServers(facts(2, 3, previous(SERVES), List.of())))
                .isTrue();
        assertThat(HealthEvaluator.needsServers(facts(1, 3, previous(SERVES), List.of())))
                .isFalse();
    }

    /** The survivors of a leader that was killed fail their probes for seconds. */
    @Test
    void serversThatRunAndFailTheirProbesAreADoubtAndOnlyThenALoss() {
        List<PodState> pods = List.of(
                new PodState(pod(0), Server.RUNS, Optional.empty()),
                new PodState(pod(1), Server.READY, Optional.empty()),
                new PodState(pod(2), Server.AWAY, Optional.empty()));
        Health noted = doubted("NoQuorum: 1 of 3 nodes ready, 2 needed");

        assertThat(HealthEvaluator.evaluate(of(pods, previous(SERVES), NOW))).isEqualTo(noted);
        assertThat(HealthEvaluator.evaluate(
                        of(pods, readBack(noted, previous(SERVES)), NOW.plus(HealthEvaluator.GRACE))))
                .isEqualTo(stillLost("NoQuorum", "1 of 3 nodes ready, 2 needed"));
        assertThat(HealthEvaluator.evaluate(of(pods, previous(LOST), NOW)))
                .isEqualTo(lost("NoQuorum", "1 of 3 nodes ready, 2 needed"));
    }

    @Test
    void namesTheReasonThatAPodMeetsFirstAndEveryTroubledPod() {
        List<PodState> pods = List.of(
                new PodState(pod(0), Server.READY, Optional.empty()),
                new PodState(
                        pod(1), Server.AWAY, Optional.of(new PodTrouble(PodTrouble.Reason.CRASH_LOOP, "exit code 1"))),
                new PodState(
                        pod(2),
                        Server.AWAY,
                        Optional.of(new PodTrouble(PodTrouble.Reason.CLAIM_PENDING, "no volume"))));

        assertThat(HealthEvaluator.evaluate(
                        new HealthFacts(new NodeSet(3, false), previous(SERVES), pods, List.of(), NOW)))
                .isEqualTo(lost(
                        "ClaimPending",
                        "1 of 3 nodes ready, 2 needed; isbsvc-a-js-1: CrashLoopBackOff (exit code 1);"
                                + " isbsvc-a-js-2: ClaimPending (no volume)"));
    }

    @Test
    void aTroubledPodThatServesNeverthelessIsNotReportedOf() {
        PodState serving = new PodState(
                pod(0), Server.READY, Optional.of(new PodTrouble(PodTrouble.Reason.CRASH_LOOP, "the exporter")));

        assertThat(HealthEvaluator.evaluate(
                        new HealthFacts(new NodeSet(1, false), previous(SERVES), List.of(serving), leaderless(0), NOW)))
                .isEqualTo(serves());
    }

    @Test
    void aRollIsReportedInWordsThatStayWhileItLastsAndIsNoDegradation() {
        Health between = HealthEvaluator.evaluate(rolling(3, led(0, 1, 2)));

        assertThat(HealthEvaluator.evaluate(rolling(2, led(0, 1)))).isEqualTo(between);
        assertThat(between).isEqualTo(new Health.Serves(List.of(), true));
        assertThat(between.message()).isEqualTo("a new revision is rolled out, one node at a time");
    }

    @Test
    void aRollThatTakesMoreThanOneNodeAwayIsADegradation() {
        assertThat(((Health.Serves) HealthEvaluator.evaluate(
                                new HealthFacts(new NodeSet(5, true), previous(SERVES), pods(3, 5), led(0, 1, 2), NOW)))
                        .degradations())
                .extracting(ServiceTrouble::kind)
                .containsExactly(Kind.NODES_MISSING);
    }

    private static Health evaluateAt(Instant now, PreviousHealth previous) {
        return HealthEvaluator.evaluate(
                new HealthFacts(new NodeSet(3, false), previous, pods(3, 3), leaderless(0, 1, 2), now));
    }

    private static HealthFacts of(List<PodState> pods, PreviousHealth previous, Instant now) {
        return new HealthFacts(new NodeSet(3, false), previous, pods, List.of(), now);
    }

    private static HealthFacts rolling(int ready, List<NodeReport> servers) {
        return new HealthFacts(new NodeSet(3, true), previous(SERVES), pods(ready, 3), servers, NOW);
    }

    private static HealthFacts facts(int ready, int replicas, PreviousHealth previous, List<NodeReport> servers) {
        return new HealthFacts(new NodeSet(replicas, false), previous, pods(ready, replicas), servers, NOW);
    }

    private static List<PodState> pods(int ready, int replicas) {
        return IntStream.range(0, replicas)
                .mapToObj(i -> new PodState(pod(i), i < ready ? Server.READY : Server.AWAY, Optional.empty()))
                .toList();
    }

    private static List<NodeReport> led(int... ordinals) {
        return IntStream.of(ordinals)
                .mapToObj(i -> answer(i).ledBy(pod(0)).report())
                .toList();
    }

    private static List<NodeReport> leaderless(int... ordinals) {
        return IntStream.of(ordinals).mapToObj(i -> answer(i).report()).toList();
    }

    private static String answering(int count, int replicas) {
        return count + " of " + replicas + " servers answer, " + (replicas / 2 + 1) + " needed";
    }

    private static String nobodyLeads(int... ordinals) {
        return String.join(", ", IntStream.of(ordinals).mapToObj(Answers::pod).toList())
                + " know no leader that answers";
    }

    private static Health starts(String message) {
        return new Health.Starts(message, false);
    }

    private static Health unconfirmed(String message) {
        return new Health.Starts(message, true);
    }

    private static Health serves() {
        return new Health.Serves(List.of(), false);
    }

    private static Health degraded(Kind kind, String detail) {
        return new Health.Serves(List.of(new ServiceTrouble(kind, detail)), false);
    }

    private static Health doubted(String doubt, Condition... besides) {
        Condition since = Condition.since(NOW, "NotConfirmed", doubt.substring(0, doubt.indexOf(':')), "");
        return new Health.Doubted(
                "not confirmed since 2026-01-01T00:00:00Z, " + doubt,
                Stream.concat(Stream.of(since), Stream.of(besides)).toList());
    }

    private static Health lost(String reason, String message) {
        return new Health.Lost(reason, message, false);
    }

    private static Health stillLost(String reason, String message) {
        return new Health.Lost(reason, message, true);
    }
}
