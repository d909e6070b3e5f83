package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeDeciderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOWN = "persistence: {}, version: 2.10.29";

    /** @param streams each as replicas and messages; a node that does not answer is a dash */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 3x5 3x5 3x5 | STEPS",
                "3 | 3x0 3x0 3x0 | ROLL",
                "3 | 1x5 3x0 3x0 | HELD",
                "3 | 1x0 3x5 3x5 | STEPS",
                "3 | 3x5 3x5 -   | HELD",
                "1 | 1x5         | HELD",
                "1 | 1x0         | ROLL",
                "1 | -           | HELD",
            })
    void replacesPodsThatLoseTheirDiskOnlyWhenNothingIsLost(int replicas, String streams, Effect effect) {
        ValidService runs = Services.jetstream("replicas: " + replicas);
        ValidService wanted = Services.jetstream("replicas: " + replicas + ", startArgs: [-DV]");
        ChangeDecision decision = decide(wanted, CurrentState.asApplied(runs).live(), "", nodes(streams));

        assertThat(decision.held())
                .extracting(HeldChange::effect)
                .isEqualTo(effect == Effect.ROLL ? List.of() : List.of(effect));
        assertThat(decision.running().keptPods().isPresent()).isEqualTo(effect != Effect.ROLL);
    }

    /** The servers are asked only where their answer decides something: a look at a service in order costs no request. */
    @Test
    void asksNoServerWhenThePodsStayAsTheyAre() {
        ValidService runs = Services.jetstream("replicas: 3");
        ClusterQueries nobody = new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                throw new AssertionError("asked");
            }

            @Override
            public Optional<String> rollsFirst() {
                throw new AssertionError("asked");
            }
        };

        assertThat(decide(runs, CurrentState.asApplied(runs).live(), "", nobody).held())
                .isEmpty();
    }

    @Test
    void reportsThatAFieldOfKeptPodsIsAskedForNoLonger() {
        ValidService runs = Services.jetstream("replicas: 1, nodeSelector: {disk: fast}");
        LiveChildren live = withoutManagers(CurrentState.asApplied(runs).live());

        assertThat(decide(Services.jetstream("replicas: 1"), live, "", ClusterQueries.UNKNOWN)
                        .held())
                .singleElement()
                .extracting(HeldChange::desired)
                .isEqualTo("without what is asked for no longer");
        assertThat(decide(runs, live, "", ClusterQueries.UNKNOWN).held()).isEmpty();
    }

    @Test
    void keepsTheLimitsOfStoresWithThePodsThatRunWithThem() {
        ValidService runs = Services.jetstream("replicas: 1");
        ChangeDecision decision = decide(
                Services.jetstream("replicas: 1, settings: 'max_file_store: 2G'"),
                CurrentState.asApplied(runs).live(),
                "",
                ClusterQueries.UNKNOWN);

        assertThat(decision.held()).hasSize(1);
        assertThat(decision.effective().settings()).isEqualTo(runs.settings());
    }

    @Test
    void carriesOutAnApprovedChangeOnce() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("persistence: {}")).live();
        String id = held(DOWN, live, "").id();

        ChangeDecision approved = decide(Services.jetstream(DOWN), live, "other, " + id, ClusterQueries.UNKNOWN);
        assertThat(approved.held()).isEmpty();
        assertThat(approved.effective().version().natsImage()).isEqualTo("nats:2.10.29");
        assertThat(annotations(approved).path(Annotations.APPROVED).asText()).isEqualTo(id);

        LiveChildren used = with(live, Annotations.APPROVED, id);
        assertThat(held(DOWN, used, id).id()).isEqualTo(id);
    }

    @Test
    void forgetsAnApprovalThatTheUserHasTakenBack() {
        LiveChildren used = with(
                CurrentState.asApplied(Services.jetstream("persistence: {}")).live(), Annotations.APPROVED, "12345678");
        ChangeDecision decision = decide(Services.jetstream("persistence: {}"), used, "", ClusterQueries.UNKNOWN);

        assertThat(annotations(decision).path(Annotations.APPROVED).asText("?")).isEmpty();
    }

    @Test
    void letsOneApproveTheLossOfMessagesAndSpendsNoApprovalThatIsNotCarriedOut() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 1")).live();
        String down = "replicas: 1, version: 2.10.29";
        String version = held(down, live, "").id();

        ChangeDecision half = decide(Services.jetstream(down), live, version, ClusterQueries.UNKNOWN);
        assertThat(half.held()).extracting(HeldChange::field).containsExactly("spec.jetstream (pod template)");
        assertThat(annotations(half).has(Annotations.APPROVED)).isFalse();

        String both = version + "," + half.held().get(0).id();
        ChangeDecision whole = decide(Services.jetstream(down), live, both, ClusterQueries.UNKNOWN);
        assertThat(whole.held()).isEmpty();
        assertThat(whole.running().keptPods()).isEmpty();
    }

    @Test
    void saysThatAnApprovalDoesNotHelpWhereNothingCanCarryItOut() {
        LiveChildren live =
                CurrentState.asApplied(Services.jetstream("replicas: 3")).live();
        String id = held("replicas: 5", live, "").id();

        assertThat(held("replicas: 5", live, id).wayOut()).startsWith("An approval does not help yet");
    }

    @ParameterizedTest
    @CsvSource({
        "nats:2.12.7, nats:2.10.29, true",
        "nats:2.12.7-alpine, registry:5000/nats:v2.11.1, true",
        "nats:2.12.7, nats:2.12.1, false",
        "nats:2.9.25, nats:2.10.3, false",
        "nats:2.12.7, nats:3.0.0, false",
        "nats@sha256:abc, nats:2.10.3, false",
        "nats:2.12.7, nats:latest, false",
    })
    void takesAnOlderMinorReleaseForADowngrade(String from, String to, boolean downgrade) {
        assertThat(NatsRelease.isDowngrade(images("", from), images("", to))).isEqualTo(downgrade);
    }

    /** What the controller's configuration changes for all services is taken by one at a time. */
    @Test
    void waitsWithNewImagesUntilTheServiceBeforeIsBack() {
        ValidService runs = Services.jetstream("persistence: {}");
        ValidService wanted = withImage(runs, "nats:2.12.9");
        LiveChildren live = CurrentState.asApplied(runs).live();

        ChangeDecision waits = decide(wanted, live, "", rolling("team-b/other"));
        assertThat(waits.takesTurn()).isFalse();
        assertThat(waits.effective().version()).isEqualTo(runs.version());
        assertThat(waits.held())
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).contains("team-b/other"))
                .extracting(HeldChange::field)
                .isEqualTo("numaflow-controller-config:isbsvc.jetstream.versions");

        ChangeDecision goes = decide(wanted, live, "", rolling(null));
        assertThat(goes.takesTurn()).isTrue();
        assertThat(goes.held()).isEmpty();
        assertThat(goes.effective()).isEqualTo(wanted);
    }

    /** Another version in the spec, and an image edited by hand, concern one service alone. */
    @Test
    void waitsForNobodyWhenTheChangeIsItsOwn() {
        ValidService runs = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ObjectNode edited = live.statefulSet().deepCopy();
        ((ObjectNode) edited.at("/spec/template/spec/containers/0")).put("image", "nats:2.12.1");

        ChangeDecision upgrade = decide(
                Services.jetstream("persistence: {}, version: latest"),
                CurrentState.asApplied(Services.jetstream("persistence: {}, version: 2.10.29"))
                        .live(),
                "",
                rolling("team-b/other"));
        ChangeDecision repair =
                decide(runs, new LiveChildren(edited, live.configMap(), false), "", rolling("team-b/other"));

        assertThat(upgrade.held()).isEmpty();
        assertThat(repair.held()).isEmpty();
        assertThat(repair.takesTurn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 27, 1_000_000})
    void moreNodesThanAServiceHasAreNeitherRenderedNorTakenAway(int replicas) {
        ValidService wanted = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(wanted).live();
        LiveChildren edited = live.with(scaled(live.statefulSet(), replicas));
        ValidService changed = Services.jetstream("persistence: {}, startArgs: [-DV]");

        // Rendered from this very spec, so it was edited by hand.
        assertThat(decide(wanted, edited, "", ClusterQueries.UNKNOWN)
                        .effective()
                        .spec()
                        .replicasOrDefault())
                .isEqualTo(3);
        assertThat(ChangeDecider.decide(Children.of(changed), edited, "", ClusterQueries.UNKNOWN)
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.found()).isEqualTo(replicas + " nodes"));
        assertThat(StoredData.of(edited).nodes()).contains(3);
        assertThat(StoredData.of(new LiveChildren(edited.statefulSet(), JSON.missingNode(), false))
                        .nodes())
                .isEmpty();
        assertThat(NodeSet.of(edited.statefulSet()).replicas()).isEqualTo(25);
    }

    @Test
    void aClaimThatReportsOfNodesOrASizeThatNobodyHasReportsNothing() {
        ObjectNode claim = JSON.createObjectNode();
        claim.withObject("/metadata/annotations")
                .put(Annotations.NODES, "2147483647")
                .put(Annotations.ENCRYPTION, "true");
        claim.withObject("/spec/resources/requests").put("storage", "1e999999999");
        ValidService wanted = Services.jetstream("replicas: 5");

        assertThat(StoredData.onClaim(claim).nodes()).isEmpty();
        LiveChildren nothing = new LiveChildren(JSON.missingNode(), JSON.missingNode(), false);
        ObservedService lost = ObservedService.withoutServers(nothing, List.of(claim), wanted)
                .value()
                .orElseThrow();
        assertThat(lost.replicas()).isEqualTo(5);
        assertThat(ChangeDecider.decide(Children.of(wanted), lost, false).held())
                .isNotEmpty();
    }

    private static JsonNode scaled(JsonNode statefulSet, int replicas) {
        ObjectNode copy = statefulSet.deepCopy();
        copy.withObject("/spec").put("replicas", replicas);
        return copy;
    }

    private static ChangeDecision decide(
            ValidService wanted, LiveChildren live, String approve, ClusterQueries around) {
        return ChangeDecider.decide(Children.of(wanted), live, approve, around).value();
    }

    private static HeldChange held(String wanted, LiveChildren live, String approve) {
        return decide(Services.jetstream(wanted), live, approve, ClusterQueries.UNKNOWN)
                .held()
                .get(0);
    }

    private static JsonNode annotations(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1))
                .at("/metadata/annotations");
    }

    private static LiveChildren with(LiveChildren live, String annotation, String value) {
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata/annotations").put(annotation, value);
        return new LiveChildren(set, live.configMap(), false);
    }

    /** As the API server tells of objects that only we have written. */
    private static LiveChildren withoutManagers(LiveChildren live) {
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata").remove("managedFields");
        return new LiveChildren(set, live.configMap(), false);
    }

    private static ValidService withImage(ValidService service, String image) {
        return new ValidService(
                service.names(),
                service.owner(),
                service.spec(),
                images(service.version().version(), image),
                service.settings(),
                service.buffers(),
                service.defaultResources(),
                service.warnings());
    }

    private static JetStreamVersion images(String name, String nats) {
        return new JetStreamVersion(name, nats, "exporter:1", "reloader:1", "/nats-server");
    }

    private static ClusterQueries rolling(String other) {
        return around(List.of(), other);
    }

    private static ClusterQueries nodes(String streams) {
        return around(
                Stream.of(streams.split(" "))
                        .filter(stream -> !stream.equals("-"))
                        .map(ChangeDeciderTest::node)
                        .toList(),
                null);
    }

    private static ClusterQueries around(List<NodeReport> nodes, String other) {
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return nodes;
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.ofNullable(other);
            }
        };
    }

    private static NodeReport node(String stream) {
        String[] parts = stream.split("x");
        try {
            return NodeReport.of(
                    "pod",
                    JSON.readTree(
                            """
                            {"account_details": [{"stream_detail": [{"name": "s", "config": {"num_replicas": %s},
                              "state": {"messages": %s, "last_seq": 9}}]}]}
                            """
                                    .formatted(parts[0], parts[1])));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
