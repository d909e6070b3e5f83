package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What keeps a service from being deleted although no Pipeline names it, and what a person reads about it. */
class DeletionBlockerTest {

    private static final Names HERE = new Names("data", "default");
    private static final String SERVICE = "uid-of-the-service";
    private static final Pattern IDS = Pattern.compile("approve: ([0-9a-f]{8}(,[0-9a-f]{8})*) on the service");

    @Test
    void namesEachPipelineWithWhereItWentAndWhatItHasNotRead() {
        assertThat(blockers(List.of(moved("p")), streams("p", 20), Optional.empty()))
                .extracting(DeletionBlocker::message)
                .containsExactly("Pipeline data/p, which names service data/other now, has 20 unread messages on it");
    }

    @Test
    void whatIsDrainedKeepsTheServiceOnlyUntilTheOtherHasTakenOver() {
        assertThat(blockers(List.of(moved("p")), streams("p", 0), Optional.empty()))
                .isEmpty();
        assertThat(blockers(List.of(moved("p")), streams("p", 0), Optional.of("which does not exist")))
                .hasSize(1);
    }

    @Test
    void oneThatIsBeingDeletedKeepsItUntilItIsDrainedOrGone() {
        ObjectNode leaving = moved("p");
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-01-02T00:00:00Z");

        assertThat(blockers(List.of(leaving), streams("p", 1), Optional.of("which does not exist")))
                .hasSize(1);
        assertThat(blockers(List.of(leaving), streams("p", 0), Optional.of("which does not exist")))
                .isEmpty();
        assertThat(blockers(List.of(), streams("p", 1), Optional.empty())).isEmpty();
    }

    @Test
    void oneThatCannotBeReadKeepsItToo() {
        ObjectNode unreadable = moved("p");
        unreadable.put("spec", "nothing");

        assertThat(blockers(List.of(unreadable), streams("p", 3), Optional.empty()))
                .extracting(DeletionBlocker::message)
                .containsExactly("Pipeline data/p, whose spec cannot be read, has 3 unread messages on it");
    }

    @Test
    void anApprovalIsOfOnePipelineOnOneServiceAndOfNoServersThatDoNotAnswer() {
        List<DeletionBlocker> blockers = new ArrayList<>();
        for (String name : List.of("p", "q")) {
            blockers.addAll(blockers(List.of(moved(name)), streams(name, 1), Optional.empty()));
        }
        blockers.add(DeletionBlocker.ofSilent(List.of("isbsvc-default-js-0")));
        String[] ids = ids(DeletionBlocker.refusal(blockers, SERVICE).message()).split(",");

        assertThat(ids).doesNotHaveDuplicates().hasSize(3);
        assertThat(DeletionBlocker.unapproved(blockers, SERVICE, ids[1]))
                .containsExactly(blockers.get(0), blockers.get(2));
        assertThat(DeletionBlocker.unapproved(blockers, "another", String.join(", ", ids)))
                .hasSize(3);
        assertThat(DeletionBlocker.unapproved(blockers, SERVICE, String.join(", ", ids)))
                .isEmpty();
    }

    @Test
    void aMessageHasABoundAndIsTheSameWhateverItsNumbers() {
        DeletionRefusal refusal = refusal(0, 1);
        String message = refusal.message();

        assertThat(message).contains("; and 4 more: ");
        assertThat(ids(message).split(",")).hasSize(5);
        assertThat(refusal(0, 12_345).message()).isNotEqualTo(message);
        assertThat(refusal.record())
                .isEqualTo(refusal(0, 12_345).record())
                .isNotEqualTo(refusal(1, 1).record());
    }

    private static DeletionRefusal refusal(int first, int unread) {
        List<DeletionBlocker> many = new ArrayList<>();
        for (int i = first; i < first + 9; i++) {
            many.addAll(blockers(List.of(moved("p" + i)), streams("p" + i, unread), Optional.empty()));
        }
        return DeletionBlocker.refusal(many, SERVICE);
    }

    @Test
    void onlyAPipelineThatIsOlderThanTheServiceAndWasNeverChangedCannotHaveUsedIt() {
        ObjectNode unchanged = moved("p");
        unchanged.withObject("/metadata").put("generation", 1).put("creationTimestamp", "2026-01-01T00:00:00Z");
        ObjectNode changed = unchanged.deepCopy();
        changed.withObject("/metadata").put("generation", 2);

        assertThat(LivePipelines.of(List.of(unchanged)).mayHaveUsed("2026-01-01T00:00:01Z"))
                .isFalse();
        assertThat(LivePipelines.of(List.of(unchanged)).mayHaveUsed("2026-01-01T00:00:00Z"))
                .isTrue();
        assertThat(LivePipelines.of(List.of(unchanged, changed)).mayHaveUsed("2026-01-01T00:00:01Z"))
                .isTrue();
    }

    private static String ids(String message) {
        return IDS.matcher(message).results().findFirst().orElseThrow().group(1);
    }

    private static List<DeletionBlocker> blockers(
            List<JsonNode> living, Map<String, StreamReport> streams, Optional<String> waitsFor) {
        return DeletionBlocker.among(
                new ActualStreams(streams, 3),
                LivePipelines.of(living),
                moved -> new DeletionDecision(moved, HERE, waitsFor));
    }

    private static ObjectNode moved(String name) {
        ObjectNode moved = pipeline(name, "uid-of-" + name, "y").deepCopy();
        ((ObjectNode) moved.path("spec")).put("interStepBufferServiceName", "other");
        return moved;
    }

    private static Map<String, StreamReport> streams(String pipeline, int unread) {
        Map<String, StreamReport> streams = new HashMap<>(made(List.of(pipeline(pipeline, "uid-of-" + pipeline, "y"))));
        streams.computeIfPresent(
                "data-" + pipeline + "-y-0",
                (name, stream) -> stream.withConsumers(
                        List.of(new ConsumerReport("c", JsonNodeFactory.instance.objectNode(), unread, 0))));
        return streams;
    }
}
