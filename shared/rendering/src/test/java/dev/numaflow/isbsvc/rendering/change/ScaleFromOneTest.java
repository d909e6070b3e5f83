package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.around;
import static dev.numaflow.isbsvc.rendering.change.Decisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a service with one node gets more at once, once that is approved, or not; what runs is rendered until then (invariant 7). */
class ScaleFromOneTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE = "persistence: {}, replicas: 1";
    private static final String THREE = "persistence: {}, replicas: 3";
    private static final String STREAM =
            "{name: orders, config: {num_replicas: 1, storage: file}, state: {messages: 5}}";

    @Test
    void isHeldUntilItsUserHasEverythingCopied() {
        LiveChildren live = running(ONE);

        ChangeDecision held = decide(THREE, live, "", node(STREAM));
        HeldChange change = held.held().get(0);
        assertThat(held.target()).isEmpty();
        assertThat(change.field()).isEqualTo("spec.jetstream.replicas");
        assertThat(change.wayOut())
                .contains("pause its Pipelines", Annotations.APPROVE + ": " + change.id(), "copied to a second server");

        ChangeDecision approved = decide(THREE, live, change.id(), node(STREAM));
        assertThat(approved.held()).isEmpty();
        assertThat(approved.target())
                .contains(new EncryptionTarget(
                        false,
                        Optional.of(change.id()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(change.id()),
                        Optional.of(3)));
        assertThat(JSON.<JsonNode>valueToTree(approved.children()))
                .as("it runs as before until a step is taken")
                .isEqualTo(JSON.valueToTree(held.children()));
        assertThat(preview(approved)).contains("spec.jetstream.replicas", "STEPS", "copied to a second server first");

        LiveChildren used = with(live, Annotations.APPROVED, change.id());
        assertThat(decide(THREE, used, change.id(), node(STREAM)).held().get(0).wayOut())
                .contains("This one was used");
    }

    @Test
    void goesOnWithoutBeingAskedWhereThereIsNoStream() {
        ChangeDecision decision = decide(THREE, running(ONE), "", node(""));

        assertThat(decision.held()).isEmpty();
        EncryptionTarget target = decision.target().orElseThrow();
        assertThat(target.nodes()).contains(3);
        assertThat(target.copy()).isEmpty();
        assertThat(target.loss().orElseThrow().streams()).isEmpty();
        assertThat(preview(decision)).contains("STEPS", "there is no stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 1 | replicas: 3 | without persistence nothing outlives its pod",
                "persistence: {}, replicas: 1 | persistence: {}, replicas: 3, encryption: true | encryption is changed first",
                "persistence: {}, replicas: 1 | persistence: {volumeSize: 90Gi}, replicas: 3 | "
            })
    void staysHeldWhateverIsApproved(String runs, String wanted, String reason) {
        LiveChildren live = running(runs);
        HeldChange change = held(decide(wanted, live, "", node(STREAM)));

        ChangeDecision decision = decide(wanted, live, change.id(), node(STREAM));

        assertThat(decision.target()).isEmpty();
        assertThat(held(decision).reason()).contains(reason == null ? "a server that stands alone" : reason);
        assertThat(decision.effective().spec().replicasOrDefault()).isOne();
    }

    @Test
    void staysHeldWhereNobodyKnowsWhatIsStoredOrItCannotBeCopied() {
        LiveChildren live = running(ONE);
        String memory = "{name: m, config: {num_replicas: 1, storage: memory}, state: {messages: 5}}";

        assertThat(held(decide(THREE, live, "", around(List.of(), null))).reason())
                .contains("only 0 of 1 nodes answer");
        HeldChange change = held(decide(THREE, live, "", node(memory)));
        assertThat(change.reason()).contains("stream m is stored in memory");
        assertThat(decide(THREE, live, change.id(), node(memory)).target()).isEmpty();
    }

    /** An encryption that is asked for in the same edit goes first, and both come to their end. */
    @Test
    void comesAfterAnotherEncryption() {
        LiveChildren live = running(ONE);
        String both = THREE + ", encryption: true";
        ChangeDecision first = decide(both, live, "", node(STREAM));
        String encryption = first.heldEncryption().orElseThrow().id();

        EncryptionTarget target =
                decide(both, live, encryption, node(STREAM)).target().orElseThrow();
        assertThat(target.encrypted()).isTrue();
        assertThat(target.nodes()).isEmpty();

        LiveChildren encrypted = running(ONE + ", encryption: true");
        HeldChange second = held(decide(both, encrypted, "", node(STREAM)));
        assertThat(decide(both, encrypted, second.id(), node(STREAM))
                        .target()
                        .orElseThrow()
                        .nodes())
                .contains(3);
    }

    /** The nodes are those of the steps; the routes those of the end, because a configuration that servers have is never given a cluster. */
    @ParameterizedTest
    @CsvSource({"1, 3", "3, 3", "1, 1", "3, 1", "1, 5", "3, 5"})
    void whileItIsUnderWayNobodyElseWritesTheNodes(int nodes, int desired) {
        LiveChildren live = underWay(nodes);

        ChangeDecision decision = decide("persistence: {}, replicas: " + desired, live, "", node(STREAM));

        assertThat(decision.target()).isEmpty();
        assertThat(decision.held()).hasSize(desired == 3 ? 0 : 1);
        assertThat(decision.running().nodes()).contains(new NodeCount(3, 3));
        assertThat(decision.running().stopsEvictions()).isTrue();
        assertThat(set(decision).at("/spec").has("replicas")).isFalse();
        assertThat(set(decision).at("/spec/template"))
                .isEqualTo(live.statefulSet().at("/spec/template"));
        assertThat(Decisions.annotations(decision).path(Annotations.NODES_AFTER).asText())
                .isEqualTo("3");
        assertThat(conf(decision, "isbsvc-default-js-config")).doesNotContain("cluster");
        assertThat(conf(decision, "isbsvc-default-js-config-1")).contains("routes", "isbsvc-default-js-2");
    }

    private static String preview(ChangeDecision decision) {
        return ChangePreview.of(decision, CurrentState.asApplied(Services.jetstream(ONE)))
                .rows()
                .toString();
    }

    private static HeldChange held(ChangeDecision decision) {
        return decision.held().stream()
                .filter(change -> change.field().equals("spec.jetstream.replicas"))
                .findFirst()
                .orElseThrow();
    }

    private static LiveChildren running(String jetstream) {
        ChangeDecision made = ChangeDecider.create(Children.of(Services.jetstream(jetstream)), false);
        return live(made.effective(), made.running());
    }

    private static LiveChildren underWay(int nodes) {
        LiveChildren live = live(
                Services.jetstream(THREE).withEncryption(1),
                new Running(
                        nodes == 1 ? 1 : 0,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new RunningEncryption(1, Optional.of(false), Optional.empty(), Optional.of(3)),
                        Optional.empty()));
        return live.with(Decisions.scaled(live.statefulSet(), nodes));
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

    private static JsonNode set(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1));
    }

    private static String conf(ChangeDecision decision, String configMap) {
        return decision.children().stream()
                .filter(child -> child.getMetadata().getName().equals(configMap))
                .map(child -> JSON.valueToTree(child).at("/data/nats-js").asText())
                .findFirst()
                .orElseThrow();
    }

    private static ChangeDecision decide(String wanted, LiveChildren live, String approve, ClusterQueries cluster) {
        return ChangeDecider.decide(Children.of(Services.jetstream(wanted)), live, approve, cluster)
                .value();
    }

    private static ClusterQueries node(String streams) {
        try {
            return around(
                    List.of(NodeReport.of(
                            "n-0", YAML.readTree("{account_details: [{stream_detail: [" + streams + "]}]}"))),
                    null);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
