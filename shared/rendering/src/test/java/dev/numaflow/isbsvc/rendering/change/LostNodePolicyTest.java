package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.volumes.Claims;
import dev.numaflow.isbsvc.rendering.volumes.LostNode;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who lets a lost node have another volume, and what is said to whoever has not. */
class LostNodePolicyTest {

    private static final Instant LOST = Instant.parse("2026-01-01T01:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'', '', 9, false",
        "ID, '', 0, true",
        "00000000, '', 9, false",
        "'', 2h, 1, false",
        "'', 2h, 2, true",
        "'', ' 2h ', 2, true",
        "'', 5m, 9, false",
        "'', 169h, 200, false",
        "'', soon, 9, false",
    })
    void isLetGoByItsIdOrAfterTheTimeThatTheUserHasSaid(String approve, String after, int hours, boolean allowed) {
        ChangeDecision decided = decide(approve.replace("ID", id(lost(1))), after, Optional.empty(), hours, lost(1));

        assertThat(decided.stepped().stream().map(SteppedChange::field))
                .isEqualTo(allowed ? List.of("node s-1") : List.of());
        assertThat(decided.held().stream().anyMatch(change -> change.field().equals("node s-1")))
                .isNotEqualTo(allowed);
        assertThat(decided.held().stream().anyMatch(change -> change.field().contains("replace-lost-node-after")))
                .as("the annotation is refused")
                .isEqualTo(List.of("5m", "169h", "soon").contains(after));
    }

    /** Whoever approved the loss of one volume has not approved that of the next. */
    @Test
    void anApprovalIsOfOneClaim() {
        LostNode next = lost(1, "another", true);

        assertThat(held(decide(id(lost(1)), "", Optional.empty(), 9, next)))
                .contains("with the annotation isbsvc.numaflow.numaproj.io/approve: " + id(next));
    }

    /** The claim of a machine that has come back may be lost with it again; and what is approved unproved says less. */
    @Test
    void anApprovalIsOfOneLoss() {
        LostNode next =
                new LostNode(1, "s-1", "another pod", lost(1).claim(), Optional.of(LOST), true, "its machine is gone");

        assertThat(held(decide(id(lost(1)), "", Optional.empty(), 9, next))).contains("approve: " + id(next));
        assertThat(decide(id(lost(1, "c1", false)), "", Optional.empty(), 9, lost(1))
                        .held())
                .hasSize(1);
    }

    /** A long drain before the Node is deleted does not use up the time. */
    @Test
    void theTimeBeginsWithItsRecordWhichIsAStepOfItsOwn() {
        LostNode unrecorded =
                new LostNode(1, "s-1", "p", lost(1).claim(), Optional.empty(), true, "its machine is gone");
        ChangeDecision decided = decide("", "10m", Optional.empty(), 99, unrecorded);

        assertThat(decided.stepped()).containsExactly(LostNodePolicy.recorded(unrecorded));
        assertThat(decided.running().stopsEvictions()).isFalse();
        assertThat(decided.held().get(0).toString()).contains("that is done 10m after its loss is recorded");
        assertThat(decide("", "", Optional.empty(), 99, unrecorded).stepped()).isEmpty();
        assertThat(decide("", "10m", Optional.empty(), 0, lost(1)).stepped()).isEmpty();
    }

    @Test
    void evictionsAreBlockedBeforeItsVolumeGoes() {
        ChangeDecision decided = decide(id(lost(1)), "", Optional.empty(), 0, lost(1));
        PodDisruptionBudget budget = decided.children().stream()
                .filter(PodDisruptionBudget.class::isInstance)
                .map(PodDisruptionBudget.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(decided.running().stopsEvictions()).isTrue();
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isZero();
        assertThat(decided.children()).hasSameSizeAs(nothing().children());
        assertThat(decide("", "", Optional.empty(), 0, lost(1)).running().stopsEvictions())
                .isFalse();
    }

    /** Without the rights to see machines, somebody has to say that one is gone. */
    @Test
    void timeAloneLetsNothingGoOfWhichNothingProvesTheLoss() {
        LostNode unproved = lost(1, "c", false);

        assertThat(held(decide("", "10m", Optional.empty(), 99, unproved)))
                .contains("that is done with the annotation")
                .doesNotContain("from");
        assertThat(decide(id(unproved), "10m", Optional.empty(), 0, unproved).stepped())
                .hasSize(1);
    }

    @Test
    void aClosedWindowHoldsWhatNobodyHasJustAskedFor() {
        Optional<String> closed = Optional.of("its maintenance window \"0 2 * * 6 4h\" opens at 2026-01-03T02:00:00Z");

        assertThat(held(decide("", "2h", closed, 1, lost(1))))
                .contains("that is done from 2026-01-01T03:00:00Z on, or at once");
        assertThat(held(decide("", "2h", closed, 3, lost(1))))
                .contains(
                        "that is done when its maintenance window \"0 2 * * 6 4h\" opens at 2026-01-03T02:00:00Z, or at once");
        assertThat(decide(id(lost(1)), "2h", closed, 0, lost(1)).stepped()).hasSize(1);
    }

    @Test
    void twoLostNodesAreNeitherReplacedByTimeNorByApproval() {
        ChangeDecision decided = decide(id(lost(1)) + "," + id(lost(2)), "10m", Optional.empty(), 99, lost(1), lost(2));

        assertThat(decided.stepped()).isEmpty();
        assertThat(decided.held()).hasSize(2).allMatch(change -> change.wayOut().contains("2 nodes are lost"));
    }

    @Test
    void aNodeThatNoOthersHaveCopiesOfIsReportedAndStays() {
        ChangeDecision decided = new LostNodePolicy("u", id(lost(0)), "10m", Optional.empty())
                .decide(nothing(), List.of(lost(0)), 1, Optional.empty(), LOST.plusSeconds(99_999));

        assertThat(decided.stepped()).isEmpty();
        assertThat(held(decided)).contains("no other nodes have everything that it has");
    }

    @Test
    void anotherChangeInStepsGoesFirst() {
        ChangeDecision decided = new LostNodePolicy("u", id(lost(1)), "10m", Optional.empty())
                .decide(
                        nothing(),
                        List.of(lost(1)),
                        3,
                        Optional.of("another change is carried out in steps"),
                        LOST.plusSeconds(99_999));

        assertThat(decided.stepped()).isEmpty();
        assertThat(held(decided)).contains("another change is carried out in steps");
    }

    /** A node may be lost in the middle of a roll of nodes with disks, which waits for it. */
    @Test
    void aPartitionOfNodesWithDisksIsNoOtherChange() {
        JsonNode rolling = Claims.yaml(
                "{spec: {replicas: 3, volumeClaimTemplates: [{}], updateStrategy: {rollingUpdate: {partition: 1}}}}");

        assertThat(LostNodePolicy.busy(nothing(), rolling)).isEmpty();
        assertThat(LostNodePolicy.busy(nothing().stepping(List.of(new SteppedChange("f", "1", "2"))), rolling))
                .isNotEmpty();
    }

    private static ChangeDecision decide(
            String approve, String after, Optional<String> closed, int hours, LostNode... lost) {
        return new LostNodePolicy("u", approve, after, closed)
                .decide(nothing(), List.of(lost), 3, Optional.empty(), LOST.plusSeconds(hours * 3600L));
    }

    private static ChangeDecision nothing() {
        return ChangeDecider.create(Children.of(Services.jetstream("replicas: 3")), false);
    }

    private static String held(ChangeDecision decided) {
        assertThat(decided.stepped()).isEmpty();
        assertThat(decided.held()).hasSize(1);
        return decided.held().get(0).toString();
    }

    private static String id(LostNode lost) {
        return new LostNodePolicy("u", "", "", Optional.empty())
                .decide(nothing(), List.of(lost), 3, Optional.empty(), LOST)
                .held()
                .get(0)
                .id();
    }

    private static LostNode lost(int ordinal) {
        return lost(ordinal, "c" + ordinal, true);
    }

    private static LostNode lost(int ordinal, String claim, boolean isProved) {
        JsonNode live = Claims.yaml("{metadata: {uid: " + claim + "}}");
        return new LostNode(ordinal, "s-" + ordinal, "p", live, Optional.of(LOST), isProved, "its machine is gone");
    }
}
