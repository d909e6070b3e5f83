package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.steps.MigrationState.Disk;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the other nodes are started where one becomes three: never while the disk of before is there (invariants 7 and 8). */
class MigrationFromOneTest {

    private static final String OLD = "a";
    private static final String NEW = "b";

    /** The disk of before is there, goes, is held, or is gone: then a pod of the new template on a disk that stays. */
    @ParameterizedTest
    @CsvSource({
        "1, a, KEPT, Replace",
        "1, a, HELD, Replace",
        "0, a, HELD, Release",
        "0, a, KEPT, Wait",
        "0, b, GOING, Wait",
        "0, b, , Wait",
        "0, , KEPT, Wait",
        "0, b, KEPT, Scale"
    })
    void theOthersAreStartedOnceTheFirstHasAnEmptyDisk(int partition, String revision, Disk disk, String step) {
        assertThat(next(state(1, partition, revision, disks(disk)), false)
                        .getClass()
                        .getSimpleName())
                .isEqualTo(step);
    }

    @Test
    void nothingIsDecidedBeforeTheControllerHasSeenTheLastWrite() {
        MigrationState state = state(1, 0, NEW, disks(Disk.KEPT));
        RollState roll = state.roll();
        RollState unseen = new RollState(roll.name(), 1, 0, false, NEW, roll.nodes());

        assertThat(next(new MigrationState(unseen, true, state.disks()), false)).isInstanceOf(NextStep.Wait.class);
    }

    /** Nobody knows what it has; but those that were started before somebody scaled down are of this change. */
    @Test
    void aClaimThatIsLeftKeepsThemWaitingUnlessItIsOfThisChange() {
        Map<Integer, Disk> left = Map.of(0, Disk.KEPT, 2, Disk.KEPT);

        assertThat(next(state(1, 0, NEW, left), false))
                .isInstanceOfSatisfying(NextStep.Wait.class, wait -> assertThat(wait.what())
                        .contains("claim of node n-2 is left from before"));
        assertThat(next(state(1, 1, OLD, left), false))
                .as("while the disk of before is there, so that the service goes on with it")
                .isInstanceOf(NextStep.Wait.class);
        assertThat(next(state(1, 0, NEW, left), true))
                .isInstanceOfSatisfying(MigrationStep.Scale.class, scale -> assertThat(scale.nodes())
                        .isEqualTo(3));
        assertThat(MigrationDecider.left(state(1, 0, NEW, disks(Disk.KEPT)), 3)).isEmpty();
    }

    /** Two clusters would answer for one Service. */
    @Test
    void nodesThatSomebodyStartsBeforeTheirTurnAreStopped() {
        assertThat(next(state(3, 1, OLD, disks(Disk.KEPT)), false))
                .isInstanceOfSatisfying(MigrationStep.Scale.class, scale -> assertThat(scale.nodes())
                        .isOne());
    }

    /** Without a node nothing is taken back either: no disk is there to go on with. */
    @ParameterizedTest
    @CsvSource({"1, false, 1", "0, false, 1", "0, true, 3"})
    void nodesThatSomebodyHasStoppedAreStarted(int partition, boolean areStarted, int nodes) {
        MigrationState none = state(0, partition, NEW, disks(Disk.KEPT));

        assertThat(next(none, areStarted))
                .isInstanceOfSatisfying(MigrationStep.Scale.class, scale -> assertThat(scale.nodes())
                        .isEqualTo(nodes));
        assertThat(MigrationDecider.isUntouched(none)).isFalse();
        assertThat(MigrationDecider.hasEveryDisk(none)).isFalse();
        assertThat(MigrationDecider.isEverywhere(none)).isFalse();
    }

    @Test
    void itEndsWhenAllAreThereAndComplete() {
        MigrationState state = state(3, 0, NEW, Map.of(0, Disk.KEPT, 1, Disk.KEPT, 2, Disk.KEPT));

        assertThat(next(state, true)).isInstanceOf(NextStep.Finish.class);
        assertThat(MigrationDecider.fromOne(state, 3, true, out -> new GateState.Shut(List.of("not complete"))))
                .isInstanceOf(NextStep.Wait.class);
    }

    private static NextStep next(MigrationState state, boolean areStarted) {
        return MigrationDecider.fromOne(state, 3, areStarted, out -> new GateState.Open());
    }

    private static Map<Integer, Disk> disks(Disk first) {
        Map<Integer, Disk> disks = new TreeMap<>();
        Optional.ofNullable(first).ifPresent(disk -> disks.put(0, disk));
        return disks;
    }

    private static MigrationState state(int nodes, int partition, String revision, Map<Integer, Disk> disks) {
        List<RolledNode> pods = revision == null
                ? List.of()
                : IntStream.range(0, nodes)
                        .mapToObj(i ->
                                new RolledNode(i, i == 0 ? revision : NEW, Phase.AVAILABLE, false, Optional.empty()))
                        .toList();
        return new MigrationState(new RollState("n", nodes, partition, true, NEW, pods), true, disks);
    }
}
