package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person reads about what is deleted with a service. */
class DeletedContentsTest {

    private static final JsonNode NOBODYS = JsonNodeFactory.instance.objectNode();

    @Test
    void countsAllAndSaysWhoseTheUnreadMessagesWere() {
        List<StreamReport> streams = List.of(
                stream("data-p-y-0", owned("p"), 20), stream("data-q-y-0", owned("q"), 0), stream("mine", NOBODYS, 3));

        assertThat(new DeletedContents(ActualStreams.of(streams, 3), List.of()).message())
                .contains("deleted with the service: 3 streams with 23 messages, 23 of them unread"
                        + " (Pipeline data/p: 20 unread, no Pipeline: 3 unread)");
    }

    @Test
    void saysWhatIsNotKnownAndWhy() {
        List<String> silent = IntStream.range(0, 7).mapToObj(i -> "n" + i).toList();

        assertThat(new DeletedContents(ActualStreams.of(List.of(), 7), silent).message())
                .contains("deleted with the service: how many messages it stored is not known, because"
                        + " n0, n1, n2, n3, n4, and 2 more did not answer");
        assertThat(new DeletedContents(ActualStreams.of(List.of(stream("s", NOBODYS, 1)), 3), List.of("n1")).message())
                .contains("deleted with the service: 1 stream with 1 message, 1 of them unread (no Pipeline: 1 unread);"
                        + " what is only on n1 is not known, because that did not answer");
    }

    @Test
    void isSilentAboutNothing() {
        assertThat(new DeletedContents(ActualStreams.of(List.of(), 3), List.of()).message())
                .isEqualTo(Optional.empty());
    }

    @Test
    void hasABound() {
        List<StreamReport> streams = IntStream.range(0, 500)
                .mapToObj(i -> stream("data-p" + i + "-y-0", owned("p" + i), 1))
                .toList();

        assertThat(new DeletedContents(ActualStreams.of(streams, 3), List.of())
                        .message()
                        .orElseThrow())
                .contains("500 streams with 500 messages", "and 495 more)")
                .hasSizeLessThan(1024);
    }

    private static JsonNode owned(String pipeline) {
        return new StreamOwner("Pipeline", "data", pipeline, "uid-of-" + pipeline).writtenInto(NOBODYS);
    }

    private static StreamReport stream(String name, JsonNode config, long messages) {
        return new StreamReport(name, config, "", List.of(), messages, messages, List.of());
    }
}
