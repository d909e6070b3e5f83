package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final StreamOwner EARLY = new StreamOwner("Pipeline", "data", "p", "uid-1");
    private static final StreamOwner LATE = new StreamOwner("Pipeline", "data", "p-x", "uid-2");

    @Test
    void theEarlierOfTwoPipelinesHasTheNameAndTheLaterIsRefusedAsAWhole() {
        StreamNameRequests requests = StreamNameRequests.resolve(List.of(
                new StreamNameRequest(LATE, "2026-01-02T00:00:00Z", Set.of("data-p-x-y-0", "data-p-x-z-0")),
                new StreamNameRequest(EARLY, "2026-01-01T00:00:00Z", Set.of("data-p-x-y-0"))));

        assertThat(requests.granted()).containsExactly(EARLY);
        assertThat(requests.collisions()).containsExactly(new Collision(LATE, EARLY, List.of("data-p-x-y-0")));
        assertThat(requests.collisions().get(0))
                .hasToString("Pipeline data/p-x gets no buffers: Pipeline data/p has data-p-x-y-0;"
                        + " rename one of the two, or its vertices");
    }

    @Test
    void ofManyNamesAnEventShowsAFewAndWhoHasThem() {
        List<String> names =
                IntStream.range(0, 40).mapToObj(i -> "data-p-x-y-" + i).toList();

        assertThat(new Collision(LATE, EARLY, names).toString())
                .contains("Pipeline data/p has data-p-x-y-0, ", "data-p-x-y-4 and 35 more of its names;")
                .doesNotContain("data-p-x-y-5");
    }

    @Test
    void amongPipelinesOfTheSameSecondTheNameDecides() {
        String second = "2026-01-01T00:00:00Z";

        assertThat(StreamNameRequests.resolve(List.of(
                                new StreamNameRequest(LATE, second, Set.of("data-p-x-y-0")),
                                new StreamNameRequest(EARLY, second, Set.of("data-p-x-y-0"))))
                        .granted())
                .containsExactly(EARLY);
    }

    @Test
    void whatARefusedPipelineAsksForBesidesIsFreeForOthers() {
        StreamOwner third = new StreamOwner("Pipeline", "data", "p-x-z", "uid-3");

        assertThat(StreamNameRequests.resolve(List.of(
                                new StreamNameRequest(EARLY, "2026-01-01T00:00:00Z", Set.of("a")),
                                new StreamNameRequest(LATE, "2026-01-02T00:00:00Z", Set.of("a", "b")),
                                new StreamNameRequest(third, "2026-01-03T00:00:00Z", Set.of("b"))))
                        .granted())
                .containsExactlyInAnyOrder(EARLY, third);
    }

    @Test
    void theOwnerIsReadAsItWasWritten() {
        assertThat(StreamOwner.in(stream("s", EARLY))).contains(EARLY);
        assertThat(StreamOwner.in(config("s"))).isEmpty();
    }

    @Test
    void writingTheOwnerKeepsOtherMetadata() {
        JsonNode config = tree("{'name': 's', 'metadata': {'team': 'a'}}");

        assertThat(EARLY.writtenInto(config).path("metadata").path("team").asText())
                .isEqualTo("a");
        assertThat(StreamOwner.in(config)).as("the configuration given").isEmpty();
    }

    @Test
    void driftIsTheFirstFieldThatIsNotAsItWasAskedFor() {
        assertThat(ConfigDrift.between(
                        tree("{'name': 's', 'max_msgs': 100, 'discard': 'new'}"),
                        tree("{'name': 's', 'max_msgs': 5, 'discard': 'old'}")))
                .hasValueSatisfying(drift -> assertThat(drift).hasToString("discard is \"old\" instead of \"new\""));
    }

    @Test
    void whatTheServerAddsOrLeavesOutIsNoDrift() {
        assertThat(ConfigDrift.between(
                        tree("{'name': 's', 'mirror_direct': false, 'num_replicas': 0, 'consumer_limits': {},"
                                + " 'metadata': {'a': 'b'}}"),
                        tree("{'name': 's', 'allow_msg_ttl': true, 'metadata': {'_nats.level': '1'}}")))
                .isEmpty();
    }

    @Test
    void whatIsMissingThoughItWasAskedForIsDrift() {
        assertThat(ConfigDrift.between(tree("{'ack_wait': 1}"), tree("{}")))
                .hasValueSatisfying(drift -> assertThat(drift).hasToString("ack_wait is nothing instead of 1"));
    }

    private static JsonNode stream(String name, StreamOwner owner) {
        return owner.writtenInto(config(name));
    }

    private static JsonNode config(String name) {
        return tree("{'name': '" + name + "'}");
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
