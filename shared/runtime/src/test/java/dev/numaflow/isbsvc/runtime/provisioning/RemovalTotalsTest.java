package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemovalTotalsTest {

    private static final JsonNode P = TextNode.valueOf("p");
    private static final JsonNode Q = TextNode.valueOf("q");

    @Test
    void countsWhatWentForEachWhoIsInformed() {
        List<ActionResult> results = Stream.of(
                        IntStream.range(0, 2000).mapToObj(i -> removed(P, new StreamTotals(1, 0, 3, 2))),
                        Stream.of(removed(P, new StreamTotals(0, 1, 0, 0))),
                        IntStream.range(0, 2).mapToObj(i -> removed(Q, new StreamTotals(1, 0, 0, 0))))
                .flatMap(each -> each)
                .toList();

        assertThat(RemovalTotals.texts(results))
                .containsEntry(P, "deleted 2000 streams with 6000 messages, 4000 of them unread, and 1 bucket")
                .containsEntry(Q, "deleted 2 streams with 0 messages, 0 of them unread")
                .hasSize(2);
    }

    @Test
    void isSilentWhereOneStreamOrNoneWent() {
        List<ActionResult> results = List.of(
                removed(P, new StreamTotals(1, 0, 3, 2)),
                new ActionResult(Reason.BUFFERS_CREATED, Q, "stream", StreamTotals.NONE),
                new ActionResult(Reason.BUFFERS_CREATED, Q, "another stream", StreamTotals.NONE));

        assertThat(RemovalTotals.texts(results)).isEmpty();
    }

    private static ActionResult removed(JsonNode about, StreamTotals totals) {
        return new ActionResult(Reason.BUFFERS_REMOVED, about, "stream", totals);
    }
}
