package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.around;
import static dev.numaflow.isbsvc.rendering.change.Decisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a change of encryption, or of its key, is held or carried out node by node; what runs is rendered in both cases (invariant 7). */
class EncryptionChangeTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String THREE = "name: orders, config: {num_replicas: 3}, state: {messages: 5}";

    @ParameterizedTest
    @ValueSource(strings = {"persistence: {}, ", ""})
    void isHeldUntilItIsApprovedAndSaysHow(String persistence) {
        LiveChildren live = running(persistence + "encryption: false");

        ChangeDecision held = decide(persistence + "encryption: true", live, "", "", nodes(3, THREE));
        assertThat(held.target()).isEmpty();
        HeldChange change = held.heldEncryption().orElseThrow();
        assertThat(change.wayOut())
                .contains(Annotations.APPROVE + ": " + change.id(), "three copies", "nothing is lost");
        assertThat(held.effective().spec().encrypted()).isFalse();

        ChangeDecision approved = decide(persistence + "encryption: true", live, change.id(), "", nodes(3, THREE));
        assertThat(approved.held()).isEmpty();
        assertThat(approved.target()).contains(new EncryptionTarget(true, Optional.of(change.id()), Optional.empty()));
        assertThat(approved.effective())
                .as("it runs as before until a step is taken")
                .isEqualTo(held.effective());
        assertThat(JSON.<JsonNode>valueToTree(approved.children())).isEqualTo(JSON.valueToTree(held.children()));
    }

    @Test
    void isNotHeldWithoutAnyStream() {
        ChangeDecision decision =
                decide("encryption: true", running("encryption: false"), "", "", nodes(3, "name: none"));

        assertThat(decision.target()).contains(new EncryptionTarget(true, Optional.empty(), Optional.empty()));
        assertThat(decision.held()).isEmpty();
    }

    @Test
    void staysHeldWhateverIsApprovedWhereNoMajorityStays() {
        LiveChildren live = running("encryption: false");
        String id = decide("encryption: true", live, "", "", nodes(3, THREE))
                .heldEncryption()
                .orElseThrow()
                .id();

        assertThat(reason(live, id, nodes(3, "name: single, config: {num_replicas: 1}")))
                .contains("stream single has 1 copy");
        assertThat(reason(
                        live,
                        id,
                        nodes(3, THREE + ", consumer_detail: [{name: c, config: {durable_name: c, num_replicas: 1}}]")))
                .contains("consumer c of stream orders has 1 copy");
        assertThat(reason(live, id, nodes(2, THREE))).contains("only 2 of 3 nodes answer");
        LiveChildren one = running("replicas: 1, encryption: false");
        HeldChange ofOne = decide("replicas: 1, encryption: true", one, id, "", nodes(1, THREE))
                .heldEncryption()
                .orElseThrow();
        assertThat(ofOne.wayOut()).contains("With three nodes or more");
    }

    @Test
    void aKeyIsReplacedWhenItsUserAsksForThatAndOnce() {
        LiveChildren live = running("encryption: true");

        ChangeDecision asked = decide("encryption: true", live, "", "once", nodes(3, THREE));
        assertThat(asked.target().orElseThrow().encrypted()).isTrue();
        String recorded = asked.target().orElseThrow().rotatedKey().orElseThrow();
        assertThat(asked.held()).isEmpty();

        LiveChildren done = with(live, Annotations.ROTATED_KEY, recorded);
        assertThat(decide("encryption: true", done, "", "once", nodes(3, THREE)).target())
                .isEmpty();
        assertThat(decide("encryption: true", done, "", "again", nodes(3, THREE))
                        .target())
                .isPresent();
        assertThat(decide("encryption: true", live, "", "once", nodes(3, "name: single, config: {num_replicas: 1}"))
                        .held())
                .singleElement()
                .satisfies(change -> assertThat(change.toString())
                        .contains("rotate-key", "stream single has 1 copy")
                        .doesNotContain("once"));
        assertThat(decide("encryption: false", running("encryption: false"), "", "once", nodes(3, THREE))
                        .target())
                .as("there is no key")
                .isEmpty();
    }

    @Test
    void aServiceThatIsMadeWithTheAnnotationKeepsItsFirstKey() {
        ValidService service = Services.jetstream("encryption: true");
        ChangeDecision made = ChangeDecider.create(Children.of(service), false, "once");

        assertThat(decide("encryption: true", as(made), "", "once", nodes(3, THREE))
                        .target())
                .isEmpty();
    }

    /** Half of it is no state to stay in: the nodes that have it would come back from the template before. */
    @Test
    void whileOneIsUnderWayAnotherWaitsAndBothConfigurationsAreRendered() {
        LiveChildren live = underWay("persistence: {}, encryption: true", 1, false);

        ChangeDecision decision = decide("persistence: {}, encryption: false", live, "", "", nodes(3, THREE));

        assertThat(decision.target()).isEmpty();
        assertThat(decision.heldEncryption().orElseThrow().reason()).contains("under way");
        assertThat(decision.running().stopsEvictions()).isTrue();
        assertThat(decision.children())
                .extracting(child -> child.getMetadata().getName())
                .contains("isbsvc-default-js-config", "isbsvc-default-js-config-1");
        assertThat(conf(decision, "isbsvc-default-js-config"))
                .doesNotContain("key = $JS_KEY")
                .doesNotContain("store-1");
        assertThat(conf(decision, "isbsvc-default-js-config-1")).contains("$JS_KEY", "store-1");
        assertThat(decide("persistence: {}, encryption: true", live, "", "", nodes(3, THREE))
                        .held())
                .isEmpty();
    }

    /** The StatefulSet controller would restart nodes that have it without a gate. */
    @Test
    void whileOneIsUnderWayThePodsStayAsTheyAreUnlessThatIsApproved() {
        LiveChildren live = underWay("persistence: {}, encryption: true", 1, false);
        String wanted = "persistence: {}, encryption: true, startArgs: [-DV]";

        ChangeDecision kept = decide(wanted, live, "", "", nodes(3, THREE));
        HeldChange change = kept.held().get(0);
        assertThat(template(kept)).isEqualTo(live.statefulSet().at("/spec/template"));
        assertThat(change.wayOut()).contains(change.id());

        ChangeDecision approved = decide(wanted, live, change.id(), "", nodes(3, THREE));
        assertThat(approved.held()).isEmpty();
        assertThat(template(approved).toString()).contains("-DV", "isbsvc-default-js-config-1");
        assertThat(approved.running().partition()).as("that of the live one").isEqualTo(2);
    }

    /** `kubectl rollout undo` writes the template of an earlier revision: no disk has its encryption any more. */
    @Test
    void aTemplateOfAnEarlierEncryptionIsPutRight() {
        ValidService service = Services.jetstream("persistence: {}, encryption: true");
        LiveChildren live = underWay("persistence: {}, encryption: true", 1, false);
        ObjectNode undone = live.statefulSet().deepCopy();
        undone.withObject("/spec")
                .set(
                        "template",
                        JSON.valueToTree(Children.of(service).statefulSet()).at("/spec/template"));

        assertThat(RunningEncryption.changes(undone)).isEqualTo(1);
        ChangeDecision decision = decide(
                "persistence: {}, encryption: true",
                new LiveChildren(undone, live.configMap(), false),
                "",
                "",
                nodes(3, THREE));
        assertThat(template(decision)).isEqualTo(live.statefulSet().at("/spec/template"));
        assertThat(decision.held()).isEmpty();
    }

    private static String reason(LiveChildren live, String id, ClusterQueries cluster) {
        ChangeDecision decision = decide("encryption: true", live, id, "", cluster);
        assertThat(decision.target()).isEmpty();
        return decision.heldEncryption().orElseThrow().reason();
    }

    private static LiveChildren running(String jetstream) {
        return as(ChangeDecider.create(Children.of(Services.jetstream(jetstream)), false));
    }

    private static LiveChildren as(ChangeDecision decision) {
        return live(decision.effective(), decision.running());
    }

    private static LiveChildren underWay(String jetstream, int changes, boolean before) {
        return live(
                Services.jetstream(jetstream).withEncryption(changes),
                new Running(
                        2,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new RunningEncryption(changes, Optional.of(before)),
                        Optional.empty()));
    }

    private static LiveChildren live(ValidService service, Running running) {
        List<JsonNode> children = Children.of(service).list(running).stream()
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

    private static String conf(ChangeDecision decision, String configMap) {
        return decision.children().stream()
                .filter(child -> child.getMetadata().getName().equals(configMap))
                .map(child -> JSON.valueToTree(child).at("/data/nats-js").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode template(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1))
                .at("/spec/template");
    }

    private static ChangeDecision decide(
            String wanted, LiveChildren live, String approve, String rotate, ClusterQueries cluster) {
        return ChangeDecider.decide(Children.of(Services.jetstream(wanted)), live, approve, rotate, cluster)
                .value();
    }

    private static ClusterQueries nodes(int count, String stream) {
        String streams = stream.equals("name: none") ? "" : "{" + stream + "}";
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
