package dev.numaflow.isbsvc.rendering.steps;

import static dev.numaflow.isbsvc.rendering.steps.Reports.consumer;
import static dev.numaflow.isbsvc.rendering.steps.Reports.node;
import static dev.numaflow.isbsvc.rendering.steps.Reports.peer;
import static dev.numaflow.isbsvc.rendering.steps.Reports.reasons;
import static dev.numaflow.isbsvc.rendering.steps.Reports.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The next node is taken away only once every other one is proved to have everything, and what is unknown keeps the gate shut. */
class GateTest {

    @Test
    void isOpenWhenEveryNodeHasEverything() {
        assertThat(Reports.of(3).gate()).isEqualTo(new GateState.Open());
    }

    /** Nothing goes with a node whose disk stays, so only what the others lack is waited for. */
    @Test
    void aRestartWaitsForTheCopiesOfTheOthersAndNotForHowManyThereAre() {
        Reports ofOne = Reports.of(3)
                .change(0, each -> stream(each).withObject("config").put("num_replicas", 1));
        Reports consumerOfOne = Reports.of(3)
                .change(0, each -> consumer(each).withObject("config").put("num_replicas", 1));

        assertThat(Reports.of(3).gateOfRestart()).isEqualTo(new GateState.Open());
        assertThat(ofOne.gate()).isInstanceOf(GateState.Shut.class);
        assertThat(ofOne.gateOfRestart()).isEqualTo(new GateState.Open());
        assertThat(consumerOfOne.gate()).isInstanceOf(GateState.Shut.class);
        assertThat(consumerOfOne.gateOfRestart()).isEqualTo(new GateState.Open());
        assertThat(reasons(Reports.of(3).copy(2, 1_200, 1_200).gateOfRestart()))
                .containsExactly("stream X on n-2: 1200 of 5000 messages");
        assertThat(reasons(Reports.of(3).silent(1).gateOfRestart())).containsExactly("n-1 does not answer");
        assertThat(reasons(Reports.of(3).ill(1, "recovering").gateOfRestart()))
                .containsExactly("n-1 is not healthy: recovering");
    }

    /** What is in memory goes with the process of the server, whatever becomes of its disk. */
    @Test
    void aRestartGoesByTheCopiesOfWhatIsInMemory() {
        assertThat(inMemory(3, 3).gateOfRestart()).isEqualTo(new GateState.Open());
        assertThat(reasons(inMemory(1, 1).gateOfRestart()))
                .singleElement()
                .asString()
                .startsWith("stream X is in memory and has only 1 copy, which is lost when its server is restarted")
                .contains("give it three copies, or delete it");
        assertThat(reasons(inMemory(2, 2).gateOfRestart())).anyMatch(reason -> reason.contains("has only 2 copies"));
        assertThat(reasons(inMemory(3, 1).gateOfRestart())).containsExactly("consumer X of stream X has only 1 copy");
        assertThat(reasons(inMemory(3, 3).copy(2, 1_200, 1_200).gateOfRestart()))
                .containsExactly("stream X on n-2: 1200 of 5000 messages");
        assertThat(reasons(inMemory(3, 3)
                        .change(
                                0,
                                each -> consumer(each).withObject("delivered").put("stream_seq", 6_000))
                        .gateOfRestart()))
                .containsExactly("consumer X is ahead of its stream");
        Reports consumerInMemory = Reports.of(3);
        each(consumerInMemory, node -> consumer(node)
                .withObject("config")
                .put("mem_storage", true)
                .put("num_replicas", 1));
        assertThat(reasons(consumerInMemory.gateOfRestart()))
                .singleElement()
                .asString()
                .startsWith("consumer X of stream X has only 1 copy in memory, which is lost");
    }

    private static Reports inMemory(int copies, int positions) {
        Reports reports = Reports.of(3);
        each(reports, node -> stream(node)
                .withObject("config")
                .put("storage", "memory")
                .put("num_replicas", copies));
        each(reports, node -> consumer(node).withObject("config").put("num_replicas", positions));
        return reports;
    }

    private static void each(Reports reports, Consumer<ObjectNode> change) {
        IntStream.range(0, 3).forEach(node -> reports.change(node, change));
    }

    static Stream<Arguments> whatShutsIt() {
        return Stream.of(
                shut(Reports.of(3).silent(2), "n-2 does not answer"),
                shut(Reports.of(3).ill(1, "JetStream is not current"), "n-1 is not healthy: JetStream is not current"),
                shut(
                        Reports.of(3).change(2, each -> each.withObject("meta_cluster")
                                .put("leader", "")),
                        "n-2 knows no leader that answers"),
                shut(
                        Reports.of(3).change(0, each -> each.withObject("meta_cluster")
                                .remove("replicas")),
                        "the cluster has 1 of 3 nodes"),
                shut(
                        Reports.of(3).change(0, each -> peer(each, "/meta_cluster", 2)
                                .put("offline", true)),
                        "n-2 is offline"),
                shut(
                        Reports.of(3).change(0, each -> peer(each, "/meta_cluster", 1)
                                .put("current", false)),
                        "n-1 is not up to date"),
                // A leader calls a copy current that is still empty.
                shut(Reports.of(3).copy(2, 1_200, 1_200), "stream X on n-2: 1200 of 5000 messages"),
                shut(Reports.of(3).copy(2, 1_200, 5_000), "stream X on n-2: 1200 of 5000 messages"),
                shut(
                        Reports.of(3).copy(2, 5_000, 4_999),
                        "stream X on n-2: 5000 of 5000 messages, up to 4999 instead of 5000"),
                shut(
                        Reports.of(3).change(1, each -> each.withArray("account_details")
                                .removeAll()),
                        "stream X on n-1 is missing"),
                shut(
                        Reports.of(3).change(0, each -> peer(stream(each), "/cluster", 1)
                                .put("current", false)),
                        "stream X on n-1 is not up to date"),
                shut(
                        Reports.of(3).change(0, each -> stream(each)
                                .withObject("cluster")
                                .withArray("replicas")
                                .remove(0)),
                        "stream X has 2 of 3 copies"),
                shut(
                        Reports.of(3).change(0, each -> stream(each)
                                .withObject("cluster")
                                .put("leader", "")),
                        "stream X has no leader that answers"),
                shut(
                        Reports.of(3).change(2, each -> stream(each)
                                .withArray("consumer_detail")
                                .removeAll()),
                        "consumer X of stream X on n-2 is not up to date"),
                shut(
                        Reports.of(3).change(0, each -> peer(consumer(each), "/cluster", 2)
                                .put("current", false)),
                        "consumer X of stream X on n-2 is not up to date"),
                shut(
                        Reports.of(3).change(0, each -> consumer(each)
                                .withObject("delivered")
                                .put("stream_seq", 6_000)),
                        "consumer X is ahead of its stream"));
    }

    private static Arguments shut(Reports reports, String... reasons) {
        return Arguments.of(reports, List.of(reasons));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("whatShutsIt")
    void isShutAndSaysWhy(Reports reports, List<String> reasons) {
        assertThat(reasons(reports.gate())).isEqualTo(reasons);
    }

    /** One that flaps is not healthy. */
    @Test
    void isShutWhenOneOfSeveralRoundsIsBad() {
        ServerRound good = Reports.of(3).round();
        ServerRound bad = Reports.of(3).ill(0, "HTTP 503").round();

        assertThat(reasons(Reports.gate(Optional.empty(), List.of(good, good, bad, good))))
                .containsExactly("n-0 is not healthy: HTTP 503");
    }

    /** Under load nodes are asked while they store, so that no two answers are of the same moment. */
    @Test
    void isOpenWhileMessagesAreStoredAndEveryCopyFollows() {
        List<ServerRound> rounds = IntStream.range(0, 4)
                .mapToObj(i -> Reports.of(3)
                        .having(5_000 + 100L * i)
                        .copy(1, 4_990 + 100L * i, 4_990 + 100L * i)
                        .copy(2, 5_010 + 100L * i, 5_010 + 100L * i)
                        .round())
                .toList();

        assertThat(reasons(Reports.gate(Optional.empty(), rounds))).isEmpty();
    }

    @Test
    void isShutWhileACopyIsARoundBehindItsLeader() {
        List<ServerRound> rounds = IntStream.range(0, 4)
                .mapToObj(i -> Reports.of(3)
                        .having(5_000 + 100L * i)
                        .copy(2, 4_850 + 100L * i, 4_850 + 100L * i)
                        .round())
                .toList();

        assertThat(reasons(Reports.gate(Optional.empty(), rounds)))
                .containsExactly("stream X on n-2: 5150 of 5300 messages");
    }

    /** Under load, a copy that follows is not current in every moment. */
    @Test
    void isOpenWhenACopyWithAllMessagesIsCurrentNowAndThen() {
        ServerRound good = Reports.of(3).round();
        ServerRound flaps = Reports.of(3)
                .change(0, each -> peer(stream(each), "/cluster", 1).put("current", false))
                .change(0, each -> peer(consumer(each), "/cluster", 1).put("current", false))
                .round();

        assertThat(reasons(Reports.gate(Optional.empty(), List.of(flaps, good, flaps, flaps))))
                .isEmpty();
    }

    /** Its disk goes with it, and whoever has the only copy of a message must not go. What is empty now has messages in a moment. */
    @ParameterizedTest
    @CsvSource({"1, 5000, only 1 copy", "1, 0, only 1 copy", "2, 0, only 2 copies"})
    void isShutForStreamsWithFewerThanThreeCopies(int copies, long stored, String what) {
        Reports few = Reports.of(3).having(stored);
        IntStream.range(0, 3)
                .forEach(i ->
                        few.change(i, each -> stream(each).withObject("config").put("num_replicas", copies)));

        assertThat(reasons(few.gate())).contains("stream X has " + what);
    }

    /** The nodes that answer list it, the one that leads nothing does not. */
    @ParameterizedTest
    @CsvSource({"1, only 1 copy", "2, only 2 copies"})
    void isShutForDurableConsumersWithFewerThanThreeCopies(int copies, String what) {
        Reports few = Reports.of(3)
                .change(0, each -> stream(each).withArray("consumer_detail").removeAll())
                .change(1, each -> consumer(each).withObject("config").put("num_replicas", copies))
                .change(2, each -> stream(each).withArray("consumer_detail").removeAll());

        assertThat(reasons(few.gate())).containsExactly("consumer X of stream X has " + what);
        assertThat(reasons(few.change(
                                1, each -> consumer(each).withObject("config").remove("durable_name"))
                        .gate()))
                .isEmpty();
    }

    /** Streams with one copy go with their node, wherever they are led; all others are waited for, and so is every server. */
    @Test
    void whereDataIsGivenUpItWaitsForEverythingButStreamsWithOneCopy() {
        Reports single = Reports.of(3);
        IntStream.range(0, 3)
                .forEach(i -> single.change(i, each -> {
                    stream(each).withObject("config").put("num_replicas", 1);
                    stream(each).withObject("cluster").put("leader", "").remove("replicas");
                }));
        assertThat(single.gateOfLoss()).isEqualTo(new GateState.Open());
        assertThat(reasons(single.ill(1, "cannot read what it stores").gateOfLoss()))
                .containsExactly("n-1 is not healthy: cannot read what it stores");

        assertThat(reasons(Reports.of(3).copy(2, 1_200, 1_200).gateOfLoss()))
                .containsExactly("stream X on n-2: 1200 of 5000 messages");
        assertThat(reasons(Reports.of(3)
                        .change(0, each -> peer(each, "/meta_cluster", 2).put("current", false))
                        .gateOfLoss()))
                .containsExactly("n-2 is not up to date");
        assertThat(Reports.of(3).gateOfLoss()).isEqualTo(new GateState.Open());
    }

    /** It cannot be set back any more once every server has started again, and nobody has given up its stream. */
    @Test
    void whereDataIsGivenUpConsumersAheadOfStreamsThatKeepEverythingShutIt() {
        Reports ahead = Reports.of(3)
                .change(0, each -> consumer(each).withObject("delivered").put("stream_seq", 6_000));

        assertThat(reasons(ahead.gateOfLoss())).containsExactly("consumer X is ahead of its stream");
    }

    /** No node goes any more: what has one copy, or is ahead of its stream, has been so before and stays so. */
    @Test
    void afterTheLastNodeOnlyWhatWasReplacedHasToBeComplete() {
        Reports ahead = Reports.of(3)
                .change(0, each -> consumer(each).withObject("delivered").put("stream_seq", 6_000));
        Reports single = Reports.of(3)
                .change(1, each -> stream(each).withObject("config").put("num_replicas", 1));

        assertThat(reasons(ahead.gate())).isNotEmpty();
        assertThat(reasons(ahead.last())).isEmpty();
        assertThat(reasons(single.gate())).isNotEmpty();
        assertThat(reasons(single.last())).isEmpty();
        assertThat(reasons(Reports.of(3).copy(2, 1_200, 1_200).last()))
                .containsExactly("stream X on n-2: 1200 of 5000 messages");
        assertThat(reasons(Reports.of(3).silent(1).last())).containsExactly("n-1 does not answer");
    }

    /** A node that is broken already is replaced, if all that it had is elsewhere. */
    @Test
    void doesNotWaitForTheNodeThatIsReplacedNext() {
        Reports broken = Reports.of(3)
                .silent(2)
                .change(0, each -> peer(each, "/meta_cluster", 2).put("offline", true))
                .change(0, each -> peer(stream(each), "/cluster", 2).put("offline", true))
                .change(0, each -> peer(consumer(each), "/cluster", 2).put("offline", true));

        assertThat(reasons(broken.gateWithout(2))).isEmpty();
        assertThat(reasons(broken.gate())).isNotEmpty();
        assertThat(reasons(broken.copy(1, 10, 10).gateWithout(2)))
                .containsExactly("stream X on n-1: 10 of 5000 messages");
    }

    /**
     * A node that still runs the template before may have refused what only a start can take. Each age is by the clock that recorded it.
     *
     * @param loaded seconds before the configuration was written, by a clock that is an hour behind
     */
    @ParameterizedTest
    @CsvSource({"2, 2, 60, true", "1, 2, 60, false", "2, 1, -5, true", "2, 2, -5, false"})
    void waitsForTheConfigurationOfNodesThatWereStartedWithIt(
            int updated, int maxPayload, long loaded, boolean isShut) {
        Instant written = Instant.parse("2026-01-01T00:00:00Z");
        Instant now = written.plusSeconds(30);
        Instant behind = now.minusSeconds(3600);
        ServerRun run = new ServerRun(
                node(2),
                Optional.empty(),
                Optional.of(behind.minusSeconds(30 + loaded)),
                maxPayload,
                Optional.of(behind));
        ServerRound good = Reports.of(3).round();
        GateState gate = Gate.of(new GateFacts(
                Reports.roll(2, updated),
                Optional.empty(),
                List.of(good, good),
                new LiveConfig(Optional.of(written), Optional.of(2L), false, true),
                List.of(run, new ServerRun(node(1), Optional.empty(), Optional.of(now), 2)),
                now));

        assertThat(reasons(gate)).isEqualTo(isShut ? List.of("n-2 has not taken the configuration") : List.of());
    }

    @Test
    void oneRoundProvesNothing() {
        List<ServerRound> one = List.of(Reports.of(3).round());

        assertThatThrownBy(() -> Reports.gate(Optional.empty(), one)).isInstanceOf(IllegalArgumentException.class);
    }
}
