package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangePolicyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LiveChildren NOTHING_LIVE =
            new LiveChildren(MissingNode.getInstance(), MissingNode.getInstance(), false);

    /** Invariant 4: a new field without a line fails the build. */
    @Test
    void hasALineForEveryFieldOfTheSpec() {
        assertThat(fields("spec\\.jetstream\\.")).containsExactlyInAnyOrderElementsOf(components(JetStreamSpec.class));
    }

    @Test
    void hasALineForEveryFieldOfTheControllersConfiguration() {
        assertThat(fields("numaflow-controller-config:(isbsvc\\.jetstream\\.|defaults\\.)?"))
                .containsExactlyInAnyOrderElementsOf(components(ControllerConfig.class).stream()
                        .filter(field -> !field.equals("warnings"))
                        .map(field -> field.equals("defaultResources") ? "containerResources" : field)
                        .toList());
    }

    @Test
    void hasALineForEverySetting() {
        assertThat(ChangePolicy.rules().stream()
                        .map(FieldRule::path)
                        .filter(path -> path.startsWith("spec.jetstream.settings."))
                        .distinct())
                .hasSameSizeAs(components(Settings.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 3 | replicas: 1 | spec.jetstream.replicas | STEPS",
                "replicas: 5 | replicas: 1 | spec.jetstream.replicas | STEPS",
                "replicas: 1 | replicas: 5 | spec.jetstream.replicas | STEPS",
                "replicas: 1 | replicas: 3 | spec.jetstream.replicas | STEPS",
                "encryption: false | encryption: true | spec.jetstream.encryption | HELD",
                "encryption: true | encryption: false | spec.jetstream.encryption | HELD",
                "replicas: 3 | persistence: {} | spec.jetstream.persistence | HELD",
                "persistence: {} | replicas: 3 | spec.jetstream.persistence | HELD",
                "persistence: {volumeSize: 1Gi} | persistence: {volumeSize: 2Gi} | spec.jetstream.persistence | STEPS",
                "persistence: {volumeSize: 2Gi} | persistence: {volumeSize: 1Gi} | spec.jetstream.persistence | HELD",
                "persistence: {} | persistence: {storageClassName: fast} | spec.jetstream.persistence | HELD",
                "persistence: {} | persistence: {}, version: 2.10.29 | spec.jetstream.version | HELD",
            })
    void holdsWhatIsNotSafeAndRendersWhatRuns(String before, String after, String field, Effect effect) {
        ValidService runs = Services.jetstream(before);
        ChangeDecision decision = decide(after, runs);

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly(field);
        assertThat(decision.held()).extracting(HeldChange::effect).containsExactly(effect);
        assertThat(decision.held())
                .allSatisfy(held -> assertThat(held.running()).isNotEqualTo(held.desired()));
        assertThat(contents(decision.effective())).isEqualTo(contents(runs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "persistence: {} | persistence: {}, settings: 'max_payload: 2000000'",
                "persistence: {} | persistence: {}, settings: 'max_file_store: 2G'",
                "persistence: {} | persistence: {}, settings: 'max_memory_store: 1G'",
                "persistence: {} | persistence: {}, settings: 'sync_interval: always'",
                "persistence: {} | persistence: {}, containerTemplate: {env: [{name: A, value: b}]}",
                "persistence: {} | persistence: {}, startArgs: [-DV]",
                "persistence: {}, version: 2.10.29 | persistence: {}, version: latest",
                "replicas: 3 | bufferConfig: 'stream: {maxMsgs: 5}'",
                "persistence: {volumeSize: 1Gi} | persistence: {volumeSize: 1024Mi}",
            })
    void letsThroughWhatIsSafe(String before, String after) {
        ChangeDecision decision = decide(after, Services.jetstream(before));

        assertThat(decision.held()).isEmpty();
        assertThat(decision.effective()).isEqualTo(Services.jetstream(after));
    }

    /** Servers reject a reload of these, and nothing else makes the pods differ. */
    @Test
    void replacesThePodsForLimitsThatServersTakeAtTheirStartAlone() {
        JsonNode template = template("persistence: {}");

        assertThat(template("persistence: {}, settings: 'max_payload: 2000000'"))
                .isEqualTo(template);
        assertThat(template("persistence: {}, settings: 'max_file_store: 2G'")).isNotEqualTo(template);
        assertThat(template("persistence: {}, settings: 'max_memory_store: 2G'"))
                .isNotEqualTo(template);
        assertThat(template("persistence: {}, settings: 'sync_interval: 1s'"))
                .isNotEqualTo(template)
                .isNotEqualTo(template("persistence: {}, settings: 'sync_interval: always'"));
    }

    @Test
    void appliesEverythingElseInTheSameChange() {
        ChangeDecision decision =
                decide("persistence: {}, encryption: true, startArgs: [-DV]", Services.jetstream("persistence: {}"));

        assertThat(decision.heldEncryption()).isPresent();
        assertThat(decision.effective().spec().encrypted()).isFalse();
        assertThat(decision.effective().spec().startArgs()).containsExactly("-DV");
    }

    @Test
    void namesTheSameChangeTheSameAndAnotherOneDifferently() {
        ValidService runs = Services.jetstream("replicas: 1");

        assertThat(id("replicas: 5", runs)).isEqualTo(id("replicas: 5", runs)).isNotEqualTo(id("replicas: 7", runs));
    }

    /** Invariant 7: with the ConfigMap lost, only the StatefulSet knows whether data is encrypted; without both nobody guesses. */
    @Test
    void neverGuessesWhetherDataIsEncrypted() {
        List<JsonNode> children = trees(Services.jetstream("encryption: true"));
        JsonNode missing = MissingNode.getInstance();
        IntFunction<List<ServerRun>> silent = nodes -> List.of();

        assertThat(ObservedService.of(new LiveChildren(statefulSet(children), missing, false), silent)
                        .value()
                        .encrypted())
                .isTrue();
        assertThat(ObservedService.of(new LiveChildren(missing, configMap(children), false), silent)
                        .isGood())
                .isFalse();
        assertThat(ObservedService.of(new LiveChildren(missing, missing, false), silent)
                        .isGood())
                .isFalse();
    }

    /** Invariant 7: a StatefulSet that is made again must be able to read what the lost one has stored. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "persistence: {}, encryption: true | persistence: {} | spec.jetstream.encryption",
                "persistence: {}, replicas: 5 | persistence: {} | spec.jetstream.replicas",
                "persistence: {}, tls: true | persistence: {} | spec.jetstream.tls",
                "persistence: {}, replicas: 1, tls: true | persistence: {}, replicas: 1 | spec.jetstream.tls",
                "persistence: {} | replicas: 3 | spec.jetstream.persistence",
            })
    void makesALostStatefulSetAgainAsItWas(String before, String after, String field) {
        ValidService wanted = Services.jetstream(after);
        List<JsonNode> children = trees(Services.jetstream(before));
        JsonNode claim = statefulSet(children).at("/spec/volumeClaimTemplates/0");
        ObjectNode keySecret = JSON.createObjectNode();
        keySecret
                .withObject("/metadata/annotations")
                .set(
                        Annotations.ENCRYPTION,
                        statefulSet(children).at("/metadata/annotations").path(Annotations.ENCRYPTION));
        LiveChildren live = new LiveChildren(MissingNode.getInstance(), configMap(children), keySecret, false);
        ObservedService lost = ObservedService.withoutServers(live, List.of(claim), wanted)
                .value()
                .orElseThrow();
        ChangeDecision decision = ChangeDecider.decide(Children.of(wanted), lost, false);

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly(field);
        assertThat(configMap(trees(decision.effective())).path("data"))
                .isEqualTo(configMap(children).path("data"));
    }

    /** When nothing else of the service is left, its claims tell how the data on them lies. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "persistence: {}, encryption: true | persistence: {} | spec.jetstream.encryption",
                "persistence: {} | persistence: {}, encryption: true | spec.jetstream.encryption",
                "persistence: {}, replicas: 1 | persistence: {} | spec.jetstream.replicas",
                "persistence: {}, replicas: 5 | persistence: {} | spec.jetstream.replicas",
                "persistence: {} | replicas: 3 | spec.jetstream.persistence",
            })
    void makesAServiceOnRetainedClaimsAsItWas(String before, String after, String field) {
        ValidService wanted = Services.jetstream(after);
        List<JsonNode> children = trees(Services.jetstream(before));
        ObjectNode claim =
                statefulSet(children).at("/spec/volumeClaimTemplates/0").deepCopy();
        StoredData data = StoredData.of(new LiveChildren(statefulSet(children), configMap(children), false));
        data.annotations().forEach(claim.withObject("/metadata/annotations")::put);

        ObservedService lost = ObservedService.withoutServers(NOTHING_LIVE, List.of(claim), wanted)
                .value()
                .orElseThrow();

        assertThat(StoredData.onClaim(claim)).isEqualTo(data);
        assertThat(ChangeDecider.decide(Children.of(wanted), lost, false).held())
                .extracting(HeldChange::field)
                .containsExactly(field);
    }

    @Test
    void believesTheSpecOnlyWhereNothingCanBeStored() {
        ValidService wanted = Services.jetstream("persistence: {}");
        List<JsonNode> children = trees(wanted);
        JsonNode claim = statefulSet(children).at("/spec/volumeClaimTemplates/0");

        assertThat(ObservedService.withoutServers(NOTHING_LIVE, List.of(), wanted)
                        .value())
                .isEmpty();
        assertThat(ObservedService.withoutServers(NOTHING_LIVE, List.of(claim), wanted)
                        .isGood())
                .isFalse();
        assertThat(StoredData.of(NOTHING_LIVE).encrypted()).isEmpty();
        assertThat(StoredData.of(NOTHING_LIVE).nodes()).isEmpty();
    }

    /** Found by luck: buffers that are made while a change of the number of nodes is held must fit the nodes that run. */
    @ParameterizedTest
    @CsvSource({"1, 3, 1", "3, 1, 3"})
    void holdsTheReplicasOfBuffersWithTheNodes(int runs, int asked, int replicas) {
        ChangeDecision decision =
                decide("persistence: {}, replicas: " + asked, Services.jetstream("persistence: {}, replicas: " + runs));

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly("spec.jetstream.replicas");
        assertThat(decision.effective().buffers().replicas()).isEqualTo(replicas);
    }

    private static List<String> fields(String parent) {
        return ChangePolicy.rules().stream()
                .map(FieldRule::path)
                .filter(path -> path.matches(parent + "[a-zA-Z_.]+"))
                .map(path -> path.replaceFirst(parent, "").replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    private static List<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static ChangeDecision decide(String wanted, ValidService runs) {
        return ChangeDecider.decide(
                        Children.of(Services.jetstream(wanted)),
                        CurrentState.asApplied(runs).live(),
                        "",
                        ClusterQueries.UNKNOWN)
                .value();
    }

    private static String id(String wanted, ValidService runs) {
        return decide(wanted, runs).held().get(0).id();
    }

    private static JsonNode template(String fields) {
        return statefulSet(trees(Services.jetstream(fields))).at("/spec/template");
    }

    /** What the children hold, without what is noted on them: a version that is held keeps its images, not its name. */
    private static List<JsonNode> contents(ValidService service) {
        return trees(service).stream()
                .map(child -> child.has("data") ? child.path("data") : child.path("spec"))
                .toList();
    }

    private static List<JsonNode> trees(ValidService service) {
        return Children.of(service).list().stream()
                .map(child -> JSON.<JsonNode>valueToTree(child))
                .toList();
    }

    private static JsonNode configMap(List<JsonNode> children) {
        return children.get(0);
    }

    private static JsonNode statefulSet(List<JsonNode> children) {
        return children.get(children.size() - 1);
    }
}
