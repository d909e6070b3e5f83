package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several nodes may have lost before the copy goes (invariants 1 and 7). */
class LostStreamsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String STATE =
            "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't9'";
    private static final String USED = STATE.replace("last_seq: 9", "last_seq: 12");
    private static final Set<String> NAMES = Set.of("a", "b");
    private static final Map<String, StoredStream> COPIES = of(closed("a", STATE, 2), closed("b", STATE, 2));

    /** One that is alone on a node whose disk is lost comes back empty, as the cluster knows it, or not at all. */
    @Test
    void whatTakesNothingYetIsRestoredAgainAndNothingElseIsTouched() {
        StoredStream used = open("b", USED, 7);

        assertThat(lost(NAMES, closed("a", STATE, 2), used)).isEmpty();
        assertThat(lost(NAMES, closed("a", "messages: 0, last_seq: 0", 0), used))
                .contains(new CopyStep.Restore("a", 1, 1, true));
        assertThat(lost(NAMES, used)).contains(new CopyStep.Restore("a", 1, 1, false));
        assertThat(lost(NAMES, open("b", "messages: 0, last_seq: 0", 0)))
                .as("an open one that is empty is not closed for the sake of another one")
                .contains(new CopyStep.Restore("a", 1, 1, false));
    }

    /** Its end may have been reached again since, but its consumers were at a later position before. */
    @ParameterizedTest
    @ValueSource(strings = {"messages: 1, first_seq: 1, last_seq: 1", "messages: 12, first_seq: 1, last_seq: 12"})
    void theCopyStaysWhereWhatTakesMessagesIsBehindIt(String state) {
        assertThat(lost(NAMES, closed("a", STATE, 2), open("b", state, 1)))
                .get()
                .extracting(next -> ((NextStep.Wait) next).what())
                .asString()
                .contains("stream b takes messages again and has lost some", "the copy stays");
    }

    /** It would come back with messages that were read already. */
    @Test
    void whatSomebodyHasDeletedIsNotRestored() {
        assertThat(lost(Set.of("b"), open("b", USED, 7))).isEmpty();
        assertThat(lost(Set.of("a"), closed("a", STATE, 2))).isEmpty();
    }

    @Test
    void aClusterThatKnowsNoStreamGetsEveryOneBack() {
        assertThat(lost(Set.of())).contains(new CopyStep.Restore("a", 1, 2, false));
    }

    private static Optional<NextStep> lost(Set<String> names, StoredStream... streams) {
        return LostStreams.next(COPIES, names, of(streams), of(streams));
    }

    private static Map<String, StoredStream> of(StoredStream... streams) {
        return Arrays.stream(streams).collect(Collectors.toMap(StoredStream::name, Function.identity()));
    }

    private static StoredStream closed(String name, String state, int acknowledged) {
        return stream(name, StreamFence.PREFIX + name, state, acknowledged);
    }

    private static StoredStream open(String name, String state, int acknowledged) {
        return stream(name, name, state, acknowledged);
    }

    private static StoredStream stream(String name, String subject, String state, int acknowledged) {
        String position = "{consumer_seq: " + acknowledged + ", stream_seq: " + acknowledged + "}";
        return StoredStream.of(
                tree("{config: {name: " + name + ", storage: file, subjects: [" + subject + "]}, state: {" + state
                        + "}}"),
                List.of(tree("{name: c, config: {durable_name: c}, delivered: " + position + ", ack_floor: " + position
                        + ", num_ack_pending: 0}")),
                "");
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
