package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamLedgerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final StreamOwner OWNER = new StreamOwner("Pipeline", "data", "p", "uid-1");
    private static final StreamOwner OTHER = new StreamOwner("Pipeline", "data", "q", "uid-2");

    @Test
    void whatIsWrittenIsReadAgainWithTheMarkOfWhatIsUnwanted() {
        JsonNode marked = StreamOwner.markedUnwanted(OWNER.writtenInto(config("s")), Instant.EPOCH);

        StreamLedger read = written(StreamLedger.EMPTY.with(List.of(marked)));

        assertThat(read.owner("s")).contains(OWNER);
        assertThat(StreamOwner.unwantedSince(read.onto(config("s")))).contains(Instant.EPOCH);
    }

    @Test
    void whatAStreamSaysItselfCountsMoreThanTheLedger() {
        StreamLedger ledger = StreamLedger.EMPTY.with(List.of(OWNER.writtenInto(config("s"))));

        assertThat(StreamOwner.in(ledger.onto(OTHER.writtenInto(config("s"))))).contains(OTHER);
        assertThat(ledger.onto(config("t"))).isEqualTo(config("t"));
    }

    @Test
    void metadataOfOthersStay() {
        ObjectNode team = config("s");
        team.putObject("metadata").put("team", "a");
        StreamLedger ledger = StreamLedger.EMPTY.with(List.of(OWNER.writtenInto(config("s"))));

        assertThat(ledger.onto(team).at("/metadata/team").asText()).isEqualTo("a");
        assertThat(StreamOwner.in(ledger.onto(team))).contains(OWNER);
    }

    @Test
    void anEntryEditedByHandSoThatItCannotBeReadIsAbsent() {
        ObjectNode data = JSON.createObjectNode().put("s", "{").put("t", "[]").put("u", "{}");

        assertThat(StreamLedger.of(data)).isEqualTo(StreamLedger.EMPTY);
    }

    @Test
    void anEntryIsStaleWhenItsStreamIsNeitherThereNorAskedFor() {
        StreamLedger ledger =
                StreamLedger.EMPTY.with(List.of(OWNER.writtenInto(config("gone")), OWNER.writtenInto(config("there"))));
        ActualStreams actual =
                ActualStreams.of(List.of(StreamReport.of(JSON.createObjectNode().set("config", config("there")))), 1);
        DesiredStreams nothing = new DesiredStreams(List.of(), List.of(), List.of(), Map.of(), Map.of());

        assertThat(ledger.stale(nothing, actual)).containsExactly("gone");
        assertThat(ledger.without(Set.of("gone")).metadata()).containsOnlyKeys("there");
    }

    private static StreamLedger written(StreamLedger ledger) {
        return StreamLedger.of(JSON.valueToTree(ledger.data()));
    }

    private static ObjectNode config(String name) {
        return JSON.createObjectNode().put("name", name);
    }
}
