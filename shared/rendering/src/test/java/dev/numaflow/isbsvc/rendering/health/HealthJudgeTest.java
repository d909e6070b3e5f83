package dev.numaflow.isbsvc.rendering.health;

import static dev.numaflow.isbsvc.rendering.health.HealthFacts.Before.LOST;
import static dev.numaflow.isbsvc.rendering.health.HealthFacts.Before.NEVER_SERVED;
import static dev.numaflow.isbsvc.rendering.health.HealthFacts.Before.SERVES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.numaflow.isbsvc.rendering.health.HealthFacts.Before;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HealthJudgeTest {

    private static final NodeReport LED = server("n0");
    private static final NodeReport LEADERLESS = server("");

    @ParameterizedTest(name = "{0} of {1} ready, before {2}, servers {3}: {4}")
    @MethodSource
    void judges(int ready, int replicas, Before before, List<NodeReport> servers, Health expected) {
        assertThat(HealthJudge.judge(facts(ready, replicas, before, servers))).isEqualTo(expected);
    }

    static Stream<Arguments> judges() {
        return Stream.of(
                arguments(0, 3, NEVER_SERVED, List.of(), new Health.Starts("0 of 3 nodes ready, 2 needed")),
                arguments(1, 3, NEVER_SERVED, List.of(), new Health.Starts("1 of 3 nodes ready, 2 needed")),
                arguments(2, 3, NEVER_SERVED, List.of(LED, LED), degraded("2 of 3 nodes ready, 2 needed")),
                arguments(3, 3, NEVER_SERVED, servers(3, LED), new Health.Serves("")),
                arguments(3, 3, NEVER_SERVED, List.of(LED, LEADERLESS, LEADERLESS), unconfirmed(1, 3)),
                arguments(3, 3, NEVER_SERVED, List.of(), unconfirmed(0, 3)),
                arguments(2, 5, NEVER_SERVED, List.of(), new Health.Starts("2 of 5 nodes ready, 3 needed")),
                arguments(5, 5, NEVER_SERVED, servers(5, LED), new Health.Serves("")),
                arguments(1, 1, NEVER_SERVED, List.of(LEADERLESS), new Health.Serves("")),
                arguments(1, 1, NEVER_SERVED, List.of(), unconfirmed(0, 1)),
                arguments(3, 3, SERVES, List.of(), new Health.Serves("")),
                arguments(2, 3, SERVES, List.of(), degraded("2 of 3 nodes ready, 2 needed")),
                arguments(1, 3, SERVES, List.of(), lost("1 of 3 nodes ready, 2 needed")),
                arguments(0, 1, SERVES, List.of(), lost("0 of 1 nodes ready, 1 needed")),
                arguments(0, 0, SERVES, List.of(), lost("there is no StatefulSet")),
                arguments(0, 0, NEVER_SERVED, List.of(), new Health.Starts("there is no StatefulSet")),
                arguments(1, 3, LOST, List.of(), lost("1 of 3 nodes ready, 2 needed")),
                arguments(2, 3, LOST, List.of(LED), unconfirmed(1, 3)),
                arguments(3, 3, LOST, servers(3, LED), new Health.Serves("")));
    }

    @Test
    void asksTheServersOnlyBeforeTheFirstServingAndAfterALoss() {
        assertThat(HealthJudge.needsServers(facts(2, 3, NEVER_SERVED, List.of())))
                .isTrue();
        assertThat(HealthJudge.needsServers(facts(2, 3, LOST, List.of()))).isTrue();
        assertThat(HealthJudge.needsServers(facts(3, 3, SERVES, List.of()))).isFalse();
        assertThat(HealthJudge.needsServers(facts(1, 3, NEVER_SERVED, List.of())))
                .isFalse();
    }

    @Test
    void namesTheReasonThatAPodMeetsFirstAndEveryTroubledPod() {
        List<PodState> pods = List.of(
                new PodState("isbsvc-a-js-0", true, Optional.empty()),
                new PodState(
                        "isbsvc-a-js-1",
                        false,
                        Optional.of(new PodTrouble(PodTrouble.Reason.CRASH_LOOP, "exit code 1"))),
                new PodState(
                        "isbsvc-a-js-2",
                        false,
                        Optional.of(new PodTrouble(PodTrouble.Reason.CLAIM_PENDING, "no volume"))));

        assertThat(HealthJudge.judge(new HealthFacts(3, SERVES, pods, List.of())))
                .isEqualTo(new Health.Lost(
                        "ClaimPending",
                        "1 of 3 nodes ready, 2 needed; isbsvc-a-js-1: CrashLoopBackOff (exit code 1);"
                                + " isbsvc-a-js-2: ClaimPending (no volume)"));
    }

    @Test
    void aTroubledPodThatServesNeverthelessIsNotToldOf() {
        PodState serving = new PodState(
                "isbsvc-a-js-0", true, Optional.of(new PodTrouble(PodTrouble.Reason.CRASH_LOOP, "the exporter")));

        assertThat(HealthJudge.judge(new HealthFacts(1, SERVES, List.of(serving), List.of())))
                .isEqualTo(new Health.Serves(""));
    }

    private static HealthFacts facts(int ready, int replicas, Before before, List<NodeReport> servers) {
        List<PodState> pods = IntStream.range(0, replicas)
                .mapToObj(i -> new PodState("isbsvc-a-js-" + i, i < ready, Optional.empty()))
                .toList();
        return new HealthFacts(replicas, before, pods, servers);
    }

    private static NodeReport server(String leader) {
        return new NodeReport("n0", leader, List.of(), new NodeReport.Storage(0, 0), List.of());
    }

    private static List<NodeReport> servers(int count, NodeReport state) {
        return Collections.nCopies(count, state);
    }

    private static Health degraded(String message) {
        return new Health.Serves(message);
    }

    private static Health lost(String message) {
        return new Health.Lost("NoQuorum", message);
    }

    private static Health unconfirmed(int servers, int replicas) {
        return new Health.Unconfirmed("the pods are ready, but " + servers + " of " + replicas
                + " servers know a leader, " + (replicas / 2 + 1) + " needed");
    }
}
