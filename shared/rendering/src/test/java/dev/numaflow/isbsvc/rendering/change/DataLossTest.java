package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.around;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored goes only where its user has read what that is, and has written the id of exactly that (invariant 7). */
class DataLossTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE = "replicas: 1, persistence: {}, ";
    private static final String THREE = "persistence: {}, ";
    private static final String SINGLE = "{name: b, config: {num_replicas: 1}, state: {messages: 12, last_seq: 12},"
            + " consumer_detail: [{name: b, config: {durable_name: b}, num_pending: 4}]}";
    private static final String OTHER = "{name: a, config: {num_replicas: 1}, state: {messages: 1234}}";
    private static final String TRIPLE = "{name: c, config: {num_replicas: 3}, state: {messages: 7}}";

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void isHeldUntilItIsApprovedAndSaysInCapitalsWhatGoes(String spec) {
        LiveChildren live = running(spec + "encryption: false");

        ChangeDecision held = decide(spec + "encryption: true", live, "", "", OTHER + ", " + SINGLE);
        assertThat(held.target()).isEmpty();
        HeldChange change = held.heldEncryption().orElseThrow();
        assertThat(change.wayOut())
                .contains(
                        "ALL MESSAGES OF 2 STREAMS ARE LOST (a, b): 1000 or more messages, 1000 or more of them unread")
                .contains("whatever is written until then", "restart the pods of the vertices");
        String approval = approval(change);
        assertThat(approval).matches("lose-data-[0-9a-f]{8}");

        ChangeDecision approved = decide(spec + "encryption: true", live, approval, "", OTHER + ", " + SINGLE);
        assertThat(approved.held()).isEmpty();
        EncryptionTarget target = approved.target().orElseThrow();
        assertThat(target.approved()).contains(approval);
        assertThat(target.loss().orElseThrow().streams()).containsExactly("a", "b");
        assertThat(JSON.<JsonNode>valueToTree(approved.children()))
                .as("it runs as before until a step is taken")
                .isEqualTo(JSON.valueToTree(held.children()));
    }

    @Test
    void nobodyIsAskedWhereTheOnlyNodeHasNoStream() {
        LiveChildren live = running(ONE + "encryption: false");

        ChangeDecision decision = decide(ONE + "encryption: true", live, "", "", "");

        assertThat(decision.held()).isEmpty();
        EncryptionTarget target = decision.target().orElseThrow();
        assertThat(target.approved()).isEmpty();
        assertThat(target.loss().orElseThrow().approval())
                .isEqualTo(DataLoss.ofNothing(
                        Services.jetstream(ONE + "encryption: true").owner().uid(), 1, true));
        assertThat(decide("replicas: 1, encryption: true", running("replicas: 1, encryption: false"), "", "", "")
                        .target())
                .as("without persistence")
                .isEmpty();
    }

    /** With one node, what is stored need not go: the id of the change itself has it copied aside. */
    @Test
    void theIdOfTheChangeItselfCopiesEverythingOfOneNode() {
        LiveChildren live = running(ONE + "encryption: false");
        HeldChange change = held(ONE + "encryption: true", live, SINGLE);
        assertThat(change.wayOut())
                .contains("pause its Pipelines and approve it with the annotation " + Annotations.APPROVE + ": "
                        + change.id());

        ChangeDecision approved = decide(ONE + "encryption: true", live, change.id(), "", SINGLE);
        assertThat(approved.held()).isEmpty();
        EncryptionTarget target = approved.target().orElseThrow();
        assertThat(target.copy()).contains(change.id());
        assertThat(target.approved()).contains(change.id());
        assertThat(target.loss()).isEmpty();

        HeldChange used = decide(
                        ONE + "encryption: true",
                        Decisions.with(live, Annotations.APPROVED, change.id()),
                        change.id(),
                        "",
                        SINGLE)
                .heldEncryption()
                .orElseThrow();
        assertThat(used.wayOut()).contains("This one was used");
    }

    @Test
    void aKeyOfOneNodeIsReplacedThatWayToo() {
        LiveChildren live = running(ONE + "encryption: true");
        HeldChange change = decide(ONE + "encryption: true", live, "", "once", SINGLE)
                .held()
                .get(0);

        EncryptionTarget target = decide(ONE + "encryption: true", live, change.id(), "once", SINGLE)
                .target()
                .orElseThrow();

        assertThat(target.copy()).contains(change.id());
        assertThat(target.rotatedKey()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 1, persistence: {}, | {name: b, config: {num_replicas: 1, storage: memory}} | is stored in memory",
                "replicas: 1, persistence: {}, | {name: b, config: {num_replicas: 1, mirror: {name: a}}} | is filled from another",
                "replicas: 1, persistence: {}, | {name: b, config: {subject_delete_marker_ttl: 1000000000}} | stream b stores markers by itself",
                "replicas: 1, persistence: {}, | {name: b, config: {allow_msg_schedules: true}} | stream b stores messages by itself",
                "replicas: 1, persistence: {}, | {name: b, config: {consumer_limits: {inactive_threshold: 1}}} | stream b drops consumers by itself",
                "replicas: 1, persistence: {}, | {name: b, consumer_detail: [{name: c, config: {durable_name: c, inactive_threshold: 1}}]} | stream b has consumer c, which is dropped by itself",
                "replicas: 1, persistence: {}, | {name: b, consumer_detail: [{name: c, config: {durable_name: c, mem_storage: true}}]} | stream b has consumer c, whose position is kept in memory",
                "persistence: {}, | {name: b, config: {num_replicas: 1}} | has 1 copy",
                "replicas: 1, | {name: b, config: {num_replicas: 1}} | stays false",
            })
    void nothingElseCanBeCopied(String spec, String streams, String why) {
        LiveChildren live = running(spec + "encryption: false");
        HeldChange change = held(spec + "encryption: true", live, streams);

        assertThat(change.toString()).contains(why).doesNotContain("copied to a second server");
        assertThat(decide(spec + "encryption: true", live, change.id(), "", streams)
                        .target())
                .isEmpty();
    }

    /** Of what vertices have still to read, a bucket has nothing. */
    @Test
    void streamsOfMessagesAreNamedBeforeBuckets() {
        assertThat(held(
                                ONE + "encryption: true",
                                running(ONE + "encryption: false"),
                                "{name: KV_a, state: {messages: 3}}, " + SINGLE)
                        .wayOut())
                .contains(
                        "ALL MESSAGES OF 2 STREAMS ARE LOST (b, KV_a): fewer than 1000 messages, fewer than 1000 of them unread");
    }

    @Test
    void noOtherIdApprovesIt() {
        LiveChildren live = running(ONE + "encryption: false");
        HeldChange change = held(ONE + "encryption: true", live, SINGLE);
        String approval = approval(change);

        assertThat(Stream.of(change.id(), approval.replace("lose-data-", ""), "lose-data-", "true"))
                .allSatisfy(id -> assertThat(decide(ONE + "encryption: true", live, id, "", SINGLE)
                                .target()
                                .flatMap(EncryptionTarget::loss))
                        .isEmpty());
    }

    /** An approval never covers more than its user has read, and is good once. */
    @Test
    void theIdChangesWithWhatWouldBeLostAndNotWithEachMessage() {
        LiveChildren live = running(ONE + "encryption: false");
        String approval = approval(held(ONE + "encryption: true", live, SINGLE));

        assertThat(approval(held(ONE + "encryption: true", live, SINGLE.replace("12", "99"))))
                .isEqualTo(approval);
        assertThat(approval(held(ONE + "encryption: true", live, SINGLE + ", " + OTHER)))
                .isNotEqualTo(approval);
        assertThat(approval(held(ONE + "encryption: true", live, OTHER))).isNotEqualTo(approval);
        assertThat(decide(ONE + "encryption: true", live, approval, "", SINGLE + ", " + OTHER)
                        .target())
                .isEmpty();
        assertThat(decide(
                                ONE + "encryption: true",
                                Decisions.with(live, Annotations.APPROVED, approval),
                                approval,
                                "",
                                SINGLE)
                        .target())
                .isEmpty();
        assertThat(approval(held(
                        ONE + "encryption: false",
                        as(Services.jetstream(ONE + "encryption: true").withEncryption(1)),
                        SINGLE)))
                .isNotEqualTo(approval);
    }

    @Test
    void whatThreeNodesHaveInThreeCopiesIsNotListedBecauseItStays() {
        LiveChildren live = running(THREE + "encryption: false");

        assertThat(held(THREE + "encryption: true", live, SINGLE + ", " + TRIPLE)
                        .toString())
                .contains(
                        "stream b has 1 copy",
                        "ALL MESSAGES OF 1 STREAM ARE LOST (b): fewer than 1000 messages, fewer than 1000 of them unread");
        assertThat(held(THREE + "encryption: true", live, TRIPLE).toString())
                .as("it is carried out without any loss")
                .contains("nothing is lost")
                .doesNotContain("lose-data");
    }

    @Test
    void aKeyOfAServiceThatCannotKeepItsDataIsReplacedTheSameWay() {
        LiveChildren live = running(ONE + "encryption: true");

        HeldChange held = decide(ONE + "encryption: true", live, "", "once", SINGLE)
                .held()
                .get(0);
        assertThat(held.toString())
                .contains("rotate-key", "ALL MESSAGES OF 1 STREAM ARE LOST")
                .doesNotContain("once");
        EncryptionTarget target = decide(ONE + "encryption: true", live, approval(held), "once", SINGLE)
                .target()
                .orElseThrow();
        assertThat(target.encrypted()).isTrue();
        assertThat(target.rotatedKey()).isPresent();
        assertThat(target.loss()).isPresent();
    }

    /** Where it is not known what would be lost, or nobody has shown that it can be carried out, there is nothing to approve. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 1, | 1 | a service whose disks go with the pods",
                "replicas: 1, persistence: {}, | 0 | nodes that do not answer",
                "persistence: {}, | 2 | nodes that do not answer",
            })
    void cannotBeApprovedOf(String spec, int answers, String what) {
        ChangeDecision decision = ChangeDecider.decide(
                        Children.of(Services.jetstream(spec + " encryption: true")),
                        running(spec + " encryption: false"),
                        "",
                        "",
                        nodes(answers, SINGLE))
                .value();

        assertThat(decision.target()).isEmpty();
        assertThat(decision.heldEncryption().orElseThrow().toString()).as(what).doesNotContain("lose-data");
    }

    /** Their messages would be delivered again, which is no loss that anybody has read of. */
    @Test
    void cannotBeApprovedWhereAStreamThatStaysWouldLoseAConsumer() {
        assertThat(held(
                                THREE + "encryption: true",
                                running(THREE + "encryption: false"),
                                SINGLE + ", {name: c, config: {num_replicas: 3}, consumer_detail: [{name: c, config:"
                                        + " {durable_name: c, num_replicas: 1}}]}")
                        .toString())
                .contains("consumer c of stream c has 1 copy")
                .doesNotContain("lose-data");
    }

    @Test
    void planSaysItBeforehand() {
        LiveChildren live = running(ONE + "encryption: false");
        HeldChange change = held(ONE + "encryption: true", live, SINGLE);
        CurrentState current = new CurrentState(
                ObservedService.of(live, any -> List.of()).isGood()
                        ? Optional.of(ObservedService.of(live, any -> List.of()).value())
                        : Optional.empty(),
                List.of(live.statefulSet(), live.configMap()),
                Optional.empty());

        ChangePreview before = ChangePreview.of(decide(ONE + "encryption: true", live, "", "", SINGLE), current);
        assertThat(before.rows()).anySatisfy(row -> assertThat(row.note()).contains("ARE LOST"));
        ChangePreview after =
                ChangePreview.of(decide(ONE + "encryption: true", live, approval(change), "", SINGLE), current);
        assertThat(after.rows()).anySatisfy(row -> {
            assertThat(row.desired()).startsWith("true; ALL MESSAGES OF 1 STREAM ARE LOST");
            assertThat(row.effect()).isEqualTo(Effect.STEPS);
        });
    }

    private static String approval(HeldChange change) {
        String after = Annotations.APPROVE + ": lose-data-";
        String words = change.wayOut();
        int from = words.indexOf(after) + Annotations.APPROVE.length() + 2;
        return words.substring(from, words.indexOf(',', from));
    }

    private static HeldChange held(String wanted, LiveChildren live, String streams) {
        return decide(wanted, live, "", "", streams).heldEncryption().orElseThrow();
    }

    private static ChangeDecision decide(
            String wanted, LiveChildren live, String approve, String rotate, String streams) {
        int nodes = Services.jetstream(wanted).spec().replicasOrDefault();
        return ChangeDecider.decide(
                        Children.of(Services.jetstream(wanted)), live, approve, rotate, nodes(nodes, streams))
                .value();
    }

    private static LiveChildren running(String jetstream) {
        return as(Services.jetstream(jetstream));
    }

    private static LiveChildren as(ValidService service) {
        List<JsonNode> children = Children.of(service)
                .list(Running.without(
                        false, new RunningEncryption(service.names().encryption(), Optional.empty()), Optional.empty()))
                .stream()
                .map(child -> (JsonNode) JSON.valueToTree(child))
                .toList();
        return new LiveChildren(
                children.get(children.size() - 1),
                children.stream()
                        .filter(child -> child.at("/metadata/name")
                                .asText()
                                .equals(service.names().configMap()))
                        .findFirst()
                        .orElseThrow(),
                false);
    }

    private static ClusterQueries nodes(int count, String streams) {
        return around(
                IntStream.range(0, count)
                        .mapToObj(i -> report("n-" + i, "{account_details: [{stream_detail: [" + streams + "]}]}"))
                        .toList(),
                null);
    }

    private static NodeReport report(String name, String yaml) {
        try {
            return NodeReport.of(name, YAML.readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
