package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next step from each state: nothing else is known of what was done before (invariants 1 and 8). */
class ScaleDeciderTest {

    /** Replicas, desired, nodes that run, nodes that are counted, claims, what has a copy on the last node or beyond. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 5 | 3 | 3 | 3 |   | resize to 5: to 5 nodes, step 2 of 3: nodes n-3 to 4 are started",
                "3 | 9 | 3 | 3 | 3 |   | resize to 5: to 5 nodes of 9, step 2 of 3: nodes n-3 to 4 are started",
                "4 | 5 | 4 | 4 | 4 |   | resize to 5: to 5 nodes, step 2 of 3: node n-4 is started",
                "3 | 5 | 3 | 3 | 5 |   | delete [3, 4]: to 5 nodes, step 1 of 3: claims are deleted that removed nodes left: n-3 to 4",
                "3 | 5 | 4 | 3 | 5 |   | event: from 3 to 5 nodes: node n-3 is being stopped",
                "5 | 5 | 5 | 4 | 5 |   | asks: to 5 nodes, step 3 of 3: node n-4 is not counted yet, which takes up to five minutes after it was removed",
                "5 | 5 | 4 | 4 | 5 |   | event: to 5 nodes, step 3 of 3: node n-4 is not ready",
                "5 | 5 | 5 | 5 | 5 | X | finish",
                "5 | 3 | 5 | 5 | 5 | X | evacuate n-4: node n-4 goes, and 1 after it, step 1 of 3: what has a copy on node n-4 is moved off it",
                "5 | 3 | 5 | 5 | 5 |   | resize to 4: node n-4 goes, and 1 after it, step 2 of 3: node n-4 is stopped, nothing has a copy on it",
                "4 | 3 | 4 | 5 | 5 |   | remove n-4: node n-4 goes, and 1 after it, step 3 of 3: node n-4 is removed from the cluster",
                "4 | 3 | 4 | 5 | 5 | X | resize to 5: node n-4 is started again: X has a copy on it",
                "4 | 5 | 4 | 5 | 5 |   | resize to 5: node n-4 is started again: it still belongs to the cluster",
                "3 | 3 | 3 | 4 | 4 |   | remove n-3: node n-3 goes, step 3 of 3: node n-3 is removed from the cluster",
                "3 | 3 | 3 | 5 | 5 |   | resize to 4: node n-3 is started again: nodes go one by one",
                "5 | 3 | 4 | 3 | 5 |   | resize to 3: from 5 to 3 nodes: node n-4 is stopped, it never joined the cluster",
            })
    void followsFromWhatIsLive(
            int replicas, int desired, int running, int members, int claims, String copies, String expected) {
        ScaleState state = state(replicas, desired, running, claims);

        assertThat(ScaleDecider.next(state, asked -> new Answers(members, Optional.ofNullable(copies), true)))
                .map(ScaleDeciderTest::shown)
                .contains(expected);
    }

    /** Every act but bringing back what is counted goes through the gate. */
    @ParameterizedTest
    @CsvSource({"3, 5, 3, 3, 3", "3, 5, 3, 3, 5", "5, 3, 5, 5, 5", "4, 3, 4, 5, 5", "5, 5, 5, 5, 5", "5, 3, 4, 3, 5"})
    void doesNothingBehindAShutGate(int replicas, int desired, int running, int members, int claims) {
        ScaleState state = state(replicas, desired, running, claims);

        assertThat(ScaleDecider.next(state, asked -> new Answers(members, Optional.empty(), false)))
                .get()
                .isInstanceOf(NextStep.Wait.class);
    }

    @Test
    void waitsForOtherStepsUnlessAStoppedNodeIsInTheirWay() {
        assertThat(ScaleDecider.next(rolling(5, 3), asked -> new Answers(5, Optional.empty(), true)))
                .isEmpty();
        assertThat(ScaleDecider.next(rolling(4, 3), asked -> new Answers(5, Optional.empty(), true)))
                .get()
                .isInstanceOf(ScaleStep.RemovePeer.class);
    }

    private static ScaleState rolling(int replicas, int desired) {
        return new ScaleState("n", replicas, desired, true, true, to(replicas), to(replicas), to(replicas), to(0));
    }

    private static ScaleState state(int replicas, int desired, int running, int claims) {
        return new ScaleState(
                "n", replicas, desired, true, false, to(running), to(Math.min(running, replicas)), to(claims), to(0));
    }

    private static NavigableSet<Integer> to(int end) {
        return new TreeSet<>(IntStream.range(0, end).boxed().toList());
    }

    private static String shown(NextStep step) {
        if (step instanceof ScaleStep.Resize resize) {
            return "resize to " + resize.replicas() + ": " + resize.message();
        }
        if (step instanceof ScaleStep.DeleteClaims claims) {
            return "delete " + claims.ordinals() + ": " + claims.message();
        }
        if (step instanceof ScaleStep.Evacuate evacuate) {
            return "evacuate " + evacuate.node() + ": " + evacuate.message();
        }
        if (step instanceof ScaleStep.RemovePeer remove) {
            return "remove " + remove.node() + ": " + remove.message();
        }
        return step instanceof NextStep.Wait wait
                ? (wait.isReported() ? "event: " : "asks: ") + wait.message()
                : "finish";
    }

    /** @param count nodes that the leader counts; @param copies what has one on every node that is asked about */
    private record Answers(int count, Optional<String> copies, boolean isOpen) implements ScaleServers {

        @Override
        public GateState gate(int nodes, Optional<Integer> stopped) {
            return GateState.of(isOpen ? List.of() : List.of("not complete"));
        }

        @Override
        public Optional<String> leader() {
            return Optional.of("n-0");
        }

        @Override
        public NavigableSet<Integer> members() {
            return to(count);
        }

        @Override
        public List<String> onNode(int ordinal) {
            return Stream.of(copies).flatMap(Optional::stream).toList();
        }

        @Override
        public Optional<String> moving(int ordinal) {
            return Optional.empty();
        }

        @Override
        public Optional<Copies> exceeding(int nodes) {
            return Optional.empty();
        }
    }
}
