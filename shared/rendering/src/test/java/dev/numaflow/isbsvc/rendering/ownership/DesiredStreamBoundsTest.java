package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.deleted;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.desired;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.orphans;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.unwanted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferBounds;
import dev.numaflow.isbsvc.rendering.buffers.Pipeline;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.buffers.Vertex;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pipelines that together ask too much of one service, and one that cannot even be planned: the others get what is theirs. */
class DesiredStreamBoundsTest {

    /** With the bucket of side inputs. */
    private static final int OF_ONE = 1_000;

    @Test
    void theYoungestOfPipelinesThatAskForTooMuchTogetherGetsNothingAndIsReported() {
        List<JsonNode> four =
                IntStream.range(0, 4).mapToObj(i -> wide("p" + i, i)).toList();

        DesiredStreams desired = desired(four);

        assertThat(desired.streams()).hasSize(BufferBounds.OF_A_SERVICE);
        assertThat(desired.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.owner().name()).isEqualTo("p3");
            assertThat(refusal.text())
                    .contains("Pipeline data/p3 gets no buffers: it asks for 1,000", "have 3,000", "may have 3,000");
        });
    }

    @Test
    void oneThatIsRefusedForWhatOthersAskKeepsWhatItHas() {
        JsonNode old = pipeline("old", "uid-old", "y");
        Map<String, StreamReport> streams = made(List.of(old));
        ObjectNode younger = old.deepCopy();
        ((ObjectNode) younger.path("metadata")).put("creationTimestamp", "2026-03-01T00:00:00Z");
        List<JsonNode> all = new ArrayList<>(
                IntStream.range(0, 3).mapToObj(i -> wide("p" + i, i)).toList());
        all.add(younger);

        StreamDiff diff = diff(all, streams);

        assertThat(desired(all).refused()).hasSize(1);
        assertThat(unwanted(diff)).isEmpty();
        assertThat(orphans(diff)).isEmpty();
        ((ObjectNode) younger.path("metadata")).put("uid", "made anew");
        assertThat(orphans(diff(all, streams))).as("of its predecessor").isEmpty();
    }

    @Test
    void oneThatLosesANameToAnOlderOneKeepsWhatItDoesNotAskForAnyMore() {
        JsonNode late = pipeline("p-x", "uid-2", "z");
        Map<String, StreamReport> streams = made(List.of(late));
        ObjectNode changed = pipeline("p-x", "uid-2", "y").deepCopy();
        ((ObjectNode) changed.path("metadata")).put("creationTimestamp", "2026-03-01T00:00:00Z");
        List<JsonNode> all = List.of(pipeline("p", "uid-1", "x-y"), changed);

        assertThat(desired(all).refused()).hasSize(1);
        assertThat(unwanted(diff(all, streams))).isEmpty();
    }

    @Test
    void oneThatCannotBePlannedIsRefusedAndKeepsWhatItHasAndTheOthersAreServed() {
        PipelineRef good = LivePipelines.of(List.of(pipeline("p", "uid-1", "y")))
                .pipelines()
                .get(0);
        JsonNode object = pipeline("poison", "uid-2", "y");
        PipelineRef poison = new PipelineRef(
                object,
                new Pipeline(StreamOwner.of(object), "", "default", List.of(new Vertex("v", null, 1)), List.of()));

        DesiredStreams desired = DesiredStreams.of(List.of(poison, good), StreamDiffTest.CONFIG);

        assertThat(desired.streams()).hasSize(5).allMatch(wanted -> wanted.pipeline()
                .equals(good));
        assertThat(desired.refused()).singleElement().satisfies(refusal -> assertThat(refusal.text())
                .contains("data/poison gets no buffers", "NullPointerException"));
        assertThat(desired.keepsAll(StreamOwner.of(object))).isTrue();
    }

    /** An Error as well, as of a bug: the others are planned, and whoever records the refusal can log it. */
    @Test
    void oneWhosePlanEndsWithAnErrorIsRefusedWithItAndTheOthersArePlanned() {
        List<PipelineRef> users = LivePipelines.of(
                        List.of(pipeline("poison", "uid-2", "y"), pipeline("p", "uid-1", "y")))
                .pipelines();
        Error bug = new AssertionError("a bug");

        AdmittedPipelines admitted = AdmittedPipelines.of(users, user -> {
            if (user.owner().name().equals("poison")) {
                throw bug;
            }
            return user.plans(StreamDiffTest.CONFIG);
        });

        assertThat(admitted.plans().keySet())
                .extracting(user -> user.owner().name())
                .containsExactly("p");
        assertThat(admitted.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.text()).contains("data/poison gets no buffers", "AssertionError");
            assertThat(refusal.bug()).containsSame(bug);
        });
    }

    @Test
    void aGracePeriodThatNoClockKnowsIsTenYearsAndStopsNothing() {
        ObjectNode changed = pipeline("p", "uid-1", "z").deepCopy();
        changed.withObject("/spec/lifecycle").put("deletionGracePeriodSeconds", Long.MAX_VALUE);
        Instant now = Instant.parse("2026-02-01T00:00:00Z");
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.markedUnwanted(stream.config(), now))
                .withConsumers(List.of(new ConsumerReport("c", json("{}"), 1, 0))));

        assertThat(deleted(diff(List.of(changed), streams, now.plus(Duration.ofDays(3649)))))
                .isEmpty();
        assertThat(deleted(diff(List.of(changed), streams, now.plus(Duration.ofDays(3651)))))
                .hasSize(3);
    }

    private static JsonNode wide(String name, int day) {
        return json(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: data, uid: uid-%s, creationTimestamp: '2026-02-0%dT00:00:00Z'}
                spec: {vertices: [{name: v, partitions: %d}]}
                """
                        .formatted(name, name, day + 1, OF_ONE - 1));
    }
}
