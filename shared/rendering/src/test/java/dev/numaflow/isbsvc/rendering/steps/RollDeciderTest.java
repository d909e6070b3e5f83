package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next step follows from the StatefulSet and its pods alone; the gate is asked only where it decides. */
class RollDeciderTest {

    /**
     * @param nodes of the ordinals 0, 1, 2: the letter of the template; behind it a question mark where the server is not ready, an
     *     exclamation mark where it was never started, a plus where only the rest of the pod is not ready, a tilde where the pod is
     *     terminating; a dash for none. The newest template is B
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | A A A    | open | lower to 2: step 1 of 3: node n-2 is replaced",
                "3 | A A A    | shut | asks: step 1 of 3: node n-2 waits: because",
                "2 | A A A    | open | step 1 of 3: node n-2 is being replaced",
                "2 | A A -    | open | step 1 of 3: node n-2 is being replaced",
                "2 | A A B?   | open | step 1 of 3: node n-2 is being replaced (CrashLoopBackOff)",
                "2 | A A B    | open | lower to 1: step 2 of 3: node n-1 is replaced",
                "2 | A A B    | shut | asks: step 2 of 3: node n-1 waits: because",
                "2 | A? A B   | open | step 2 of 3: node n-1 waits: node n-0 is not ready (CrashLoopBackOff)",
                // The next one itself is out: nothing is lost with an empty disk, and one that was written may have the
                // only copy.
                "2 | A A! B   | open | lower to 1: step 2 of 3: node n-1 is replaced",
                "2 | A A? B   | open | step 2 of 3: node n-1 waits: node n-1 is not ready (CrashLoopBackOff), and may have the only copy of a message;"
                        + " whoever deletes its pod gives that up",
                // The StatefulSet controller waits for the whole pod; below the partition what counts is the server.
                "2 | A A B+   | open | step 1 of 3: node n-2 is being replaced",
                "2 | A A B~   | open | step 1 of 3: node n-2 is being replaced",
                "2 | A+ A+ B  | open | lower to 1: step 2 of 3: node n-1 is replaced",
                // The controller has not taken the node yet, and what the gate was opened for is true no longer.
                "2 | A A A    | shut | raise to 3: step 1 of 3: node n-2 waits again: because",
                "2 | A A A~   | shut | step 1 of 3: node n-2 is being replaced",
                "1 | A A B+   | open | raise to 2: step 2 of 3: node n-1 waits again: node n-2 is not ready",
                "1 | A A -    | open | raise to 2: step 2 of 3: node n-1 waits again: node n-2 is not ready",
                "1 | A? A B   | open | raise to 2: step 2 of 3: node n-1 waits again: node n-0 is not ready (CrashLoopBackOff)",
                "1 | A A~ B+  | open | step 2 of 3: node n-2 is being replaced",
                "0 | A B! B   | open | raise to 1: step 3 of 3: node n-0 waits again: node n-1 is not ready",
                "2 | A - B    | shut | asks: step 2 of 3: node n-1 waits: because",
                "1 | A B B    | open | lower to 0: step 3 of 3: node n-0 is replaced",
                // One that was replaced has crashed: it comes back from the newest template.
                "1 | A B -    | open | step 2 of 3: node n-2 is being replaced",
                "0 | A B B    | open | step 3 of 3: node n-0 is being replaced",
                "0 | B B B    | shut | asks: all 3 nodes are replaced, and the last one is not complete yet: because",
                "0 | B B B    | open | finish",
                // A change of mind back to the template that others still run.
                "3 | B B A    | open | lower to 2: step 1 of 3: node n-2 is replaced",
                "2 | B B B    | open | lower to 1: step 2 of 3: node n-1 is replaced",
                "9 | A A A    | open | lower to 2: step 1 of 3: node n-2 is replaced",
            })
    void takesOneStepOrSaysWhatItWaitsFor(int partition, String nodes, String gate, String expected) {
        List<Optional<String>> asked = new ArrayList<>();

        NextStep next = RollDecider.next(roll(partition, nodes, true), out -> {
            asked.add(out);
            return gate.equals("open") ? new GateState.Open() : new GateState.Shut(List.of("because"));
        });

        assertThat(shown(next)).isEqualTo(expected);
        assertThat(asked).hasSizeLessThanOrEqualTo(1);
    }

    /** The gate is hours old when the controller comes back, and another node has lost its disk meanwhile. */
    @ParameterizedTest
    @CsvSource({"open, A? A B", "shut, A A B", "open, A? - B", "open, A? A~ B"})
    void raisesThePartitionThatTheControllerHasNotSeenYet(String gate, String nodes) {
        NextStep next = RollDecider.next(
                roll(1, nodes, false),
                out -> gate.equals("open") ? new GateState.Open() : new GateState.Shut(List.of("because")));

        assertThat(next).isInstanceOf(RollStep.Raise.class);
        assertThat(((RollStep.Raise) next).partition()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"3", "1", "0"})
    void doesNothingBeforeTheControllerHasSeenTheLastWrite(int partition) {
        NextStep next = RollDecider.next(roll(partition, "A B B", false), out -> new GateState.Open());

        assertThat(next).isInstanceOf(NextStep.Wait.class);
        assertThat(shown(next)).contains("has not seen the last write");
    }

    /** With a disk that stays nobody gives anything up. */
    @Test
    void aNodeWithADiskIsWaitedForWithoutAWarningOfItsOnlyCopy() {
        RollState roll = roll(3, "A A A?", true);
        RollState withDisks = new RollState("n", 3, 3, true, "B", roll.nodes(), true);

        assertThat(shown(RollDecider.next(roll, out -> new GateState.Open()))).contains("only copy of a message");
        assertThat(shown(RollDecider.next(withDisks, out -> new GateState.Open())))
                .contains("n-2 is not ready")
                .doesNotContain("only copy");
    }

    private static String shown(NextStep step) {
        if (step instanceof RollStep.Lower lower) {
            return "lower to " + lower.partition() + ": " + lower.message();
        }
        if (step instanceof RollStep.Raise raise) {
            return "raise to " + raise.partition() + ": " + raise.message();
        }
        return step instanceof NextStep.Wait wait ? (wait.isReported() ? "" : "asks: ") + wait.message() : "finish";
    }

    private static RollState roll(int partition, String nodes, boolean observed) {
        String[] each = nodes.trim().split(" ");
        List<RolledNode> pods = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            Phase phase =
                    switch (each[i].substring(1)) {
                        case "?" -> Phase.STARTED;
                        case "!" -> Phase.EMPTY;
                        case "+" -> Phase.SERVES;
                        default -> Phase.AVAILABLE;
                    };
            if (!each[i].equals("-")) {
                pods.add(new RolledNode(
                        i,
                        each[i].substring(0, 1),
                        phase,
                        each[i].endsWith("~"),
                        phase == Phase.STARTED ? Optional.of("CrashLoopBackOff") : Optional.empty()));
            }
        }
        return new RollState("n", 3, Math.min(partition, 3), observed, "B", pods);
    }
}
