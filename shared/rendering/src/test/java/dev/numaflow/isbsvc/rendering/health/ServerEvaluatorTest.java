package dev.numaflow.isbsvc.rendering.health;

import static dev.numaflow.isbsvc.rendering.health.Answers.pod;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.SERVES;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealthTest.previous;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.health.PodState.Server;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Five nodes whose pods are ready; what their servers say decides. */
class ServerEvaluatorTest {

    @Test
    void aStreamWhoseMajorityAnswersAndHasALeaderIsFine() {
        assertThat(doubt(led(0).with("a", 3, pod(1)), led(1).with("a", 3, pod(1)), led(2)))
                .isEmpty();
    }

    @Test
    void aStreamWithMostOfItsCopiesOnNodesThatDoNotAnswerHasNoLeaderWhateverTheOneLeftBelieves() {
        assertThat(doubt(led(0).with("a", 3, pod(0)), led(1), led(2))).contains("StreamsWithoutLeader: a");
    }

    @Test
    void aStreamWhoseCopiesAgreeOnNoLeaderHasNone() {
        assertThat(doubt(led(0).with("a", 3, ""), led(1).with("a", 3, ""), led(2)))
                .contains("StreamsWithoutLeader: a");
    }

    @Test
    void aLeaderThatDoesNotAnswerIsNoLeaderOfAStream() {
        assertThat(doubt(led(0).with("a", 3, pod(4)), led(1).with("a", 3, pod(4)), led(2)))
                .contains("StreamsWithoutLeader: a");
    }

    @Test
    void aStreamOfOneCopyNeedsNobodyElse() {
        assertThat(doubt(led(0).with("a", 1, ""), led(1), led(2))).isEmpty();
    }

    @Test
    void manyStreamsAreCountedInsteadOfNamed() {
        Answers node = led(0);
        IntStream.range(0, 8).forEach(i -> node.with("s" + i, 3, ""));

        assertThat(doubt(node, led(1), led(2))).contains("StreamsWithoutLeader: s0, s1, s2, s3, s4 and 3 more");
    }

    @Test
    void aFullDiskExplainsStreamsThatHaveNoLeader() {
        assertThat(doubt(led(0).with("a", 3, "").filledTo(900), led(1).with("a", 3, ""), led(2)))
                .contains("DiskAlmostFull: isbsvc-a-js-0; StreamsWithoutLeader: a");
    }

    @Test
    void aFullDiskElsewhereExplainsNothing() {
        assertThat(doubt(led(0).with("a", 3, ""), led(1).with("a", 3, ""), led(2).filledTo(900)))
                .contains("StreamsWithoutLeader: a");
    }

    @Test
    void aFullDiskExplainsThatNobodyLeads() {
        assertThat(doubt(Answers.answer(0).filledTo(900), Answers.answer(1), Answers.answer(2)))
                .hasValueSatisfying(
                        reported -> assertThat(reported).startsWith("DiskAlmostFull: isbsvc-a-js-0; NoMetaLeader"));
    }

    @ParameterizedTest(name = "{0} permille, told before: {1}: {2}")
    @CsvSource({"849, false, false", "850, false, true", "849, true, true", "800, true, true", "799, true, false"})
    void aDiskIsAlmostFullUntilItIsClearlyNotAnyMore(int used, boolean reported, boolean expected) {
        HealthFacts facts = facts(
                reported
                        ? previous(SERVES, Condition.since(Instant.EPOCH, "DiskAlmostFull", "Reported", ""))
                        : previous(SERVES),
                5,
                led(0).filledTo(used));

        assertThat(texts(facts)).isEqualTo(expected ? List.of("DiskAlmostFull: isbsvc-a-js-0") : List.of());
    }

    /** Numaflow's defaults: a store of a terabyte on a claim of 50Mi. */
    @ParameterizedTest(name = "{0} bytes on a claim of {1}: {2}")
    @CsvSource({
        "425, 500, true",
        "424, 500, false",
        "850, 50Mi, true",
        "849, 50Mi, false",
        "850, 1e30, true",
    })
    void aDiskIsEvaluatedByItsVolumeWhereThatIsSmallerThanTheLimitOfTheStore(int used, String size, boolean expected) {
        JsonNode set = tree("{spec: {volumeClaimTemplates: [{metadata: {name: isbsvc-a-js-vol}}]}}");
        JsonNode claim =
                tree("{metadata: {name: isbsvc-a-js-vol-isbsvc-a-js-0}, spec: {resources: {requests: {storage: '1'}}},"
                        + " status: {capacity: {storage: '" + size + "'}}}");
        HealthFacts facts = facts(previous(SERVES), 5);

        HealthFacts limited =
                facts.with(List.of(led(0).filledTo(used).report()), List.of()).on(VolumeSizes.of(set, List.of(claim)));

        assertThat(texts(limited)).isEqualTo(expected ? List.of("DiskAlmostFull: isbsvc-a-js-0") : List.of());
    }

    /** Before a claim is bound it says what is asked for; that of another StatefulSet, or an old one, says nothing. */
    @Test
    void theSizeOfAVolumeIsReadFromTheClaimOfTheNode() {
        JsonNode set = tree("{spec: {volumeClaimTemplates: [{metadata: {name: isbsvc-a-js-vol}}]}}");
        JsonNode pending = tree(
                "{metadata: {name: isbsvc-a-js-vol-isbsvc-a-js-1}, spec: {resources: {requests: {storage: 50Mi}}}}");
        JsonNode other = tree("{metadata: {name: old-isbsvc-a-js-1}, spec: {resources: {requests: {storage: 1Mi}}}}");

        assertThat(VolumeSizes.of(set, List.of(pending, other)).bytes())
                .isEqualTo(Map.of("isbsvc-a-js-1", 50L * 1024 * 1024));
        assertThat(VolumeSizes.of(tree("{spec: {}}"), List.of(pending, other))).isEqualTo(VolumeSizes.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e2147483647", "-1Gi", "many"})
    void aClaimWhoseSizeNoVolumeCanHaveSaysNothing(String size) {
        JsonNode set = tree("{spec: {volumeClaimTemplates: [{metadata: {name: vol}}]}}");
        JsonNode claim = tree("{metadata: {name: vol-a-0}, spec: {resources: {requests: {storage: '" + size + "'}}}}");

        assertThat(VolumeSizes.of(set, List.of(claim))).isEqualTo(VolumeSizes.NONE);
    }

    @Test
    void aPeerThatTheLeaderHasNotHeardOfIsOfflineThoughItsPodIsReady() {
        HealthFacts facts =
                facts(previous(SERVES), 5, led(0).withPeer(pod(1), true).withPeer(pod(4), false), led(1), led(2));

        assertThat(texts(facts)).containsExactly("PeersOffline: isbsvc-a-js-4");
    }

    @Test
    void thatAPodWhichIsNotReadyIsSilentIsNotReportedTwice() {
        HealthFacts facts = facts(previous(SERVES), 4, led(0).withPeer(pod(4), false), led(1), led(2));

        assertThat(texts(facts)).isEmpty();
    }

    /** Followers list peers of which they never hear: only the leader knows. */
    @Test
    void whatAFollowerSaysOfAnotherCountsNothing() {
        assertThat(texts(facts(previous(SERVES), 5, led(1).withPeer(pod(2), false))))
                .isEmpty();
    }

    @Test
    void aConsumerAheadOfItsStreamIsADegradationAndSinceWhenItIsKnownStays() {
        List<ConsumerAhead> ahead = List.of(
                new ConsumerAhead("s", new ConsumerReport("s", new ObjectMapper().createObjectNode(), 0, 0), 80));
        HealthFacts first = facts(previous(SERVES), 5, led(0)).with(List.of(led(0).report()), ahead);
        String seen = "ConsumersAhead: s, first seen 1970-01-01T00:00:00Z";
        HealthFacts later = new HealthFacts(
                first.nodes(),
                previous(SERVES, Condition.since(Instant.EPOCH, "ConsumersAhead", "Reported", "")),
                first.pods(),
                first.servers(),
                ahead,
                Instant.now());

        assertThat(texts(first)).containsExactly(seen);
        assertThat(texts(later)).containsExactly(seen);
        assertThat(later.previous().aheadSince()).contains(Instant.EPOCH);
        assertThat(first.previous().aheadSince()).isEmpty();
    }

    /** Nobody sets them back: the service would be degraded for ever. */
    @Test
    void aConsumerOfAStreamThatBelongsToNobodyIsNone() {
        ConsumerReport consumer = new ConsumerReport("s", new ObjectMapper().createObjectNode(), 0, 0);
        List<ConsumerAhead> ahead =
                List.of(new ConsumerAhead("s", consumer, 80), new ConsumerAhead("notes", consumer, 80));
        HealthFacts withOwners = facts(previous(SERVES), 5, led(0))
                .with(
                        List.of(led(0).with("s", 1, "")
                                .ownedByPipeline("p")
                                .with("notes", 1, "")
                                .report()),
                        ahead);
        HealthFacts withoutOwners = facts(previous(SERVES), 5, led(0))
                .with(List.of(led(0).with("s", 1, "").with("notes", 1, "").report()), ahead);

        assertThat(texts(withOwners)).containsExactly("ConsumersAhead: s, first seen 1970-01-01T00:00:00Z");
        assertThat(texts(withoutOwners))
                .as("servers before 2.10 keep no owners")
                .containsExactly("ConsumersAhead: notes/s, s, first seen 1970-01-01T00:00:00Z");
    }

    private static JsonNode tree(String yaml) {
        return YamlDocuments.read(yaml, "the test's object").value().get(0);
    }

    private static Answers led(int ordinal) {
        return Answers.answer(ordinal).ledBy(pod(0));
    }

    private static Optional<String> doubt(Answers... answers) {
        return ServerEvaluator.doubt(facts(previous(SERVES), 5, answers)).map(ServiceTrouble::toString);
    }

    private static List<String> texts(HealthFacts facts) {
        return ServerEvaluator.degradations(facts).stream()
                .map(ServiceTrouble::toString)
                .toList();
    }

    private static HealthFacts facts(PreviousHealth previous, int ready, Answers... answers) {
        List<PodState> pods = IntStream.range(0, 5)
                .mapToObj(i -> new PodState(pod(i), i < ready ? Server.READY : Server.AWAY, Optional.empty()))
                .toList();
        List<NodeReport> servers = Stream.of(answers).map(Answers::report).toList();
        return new HealthFacts(new NodeSet(5, false), previous, pods, servers, Instant.EPOCH);
    }
}
