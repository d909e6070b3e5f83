package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangePolicyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Invariant 4: a new field without a line fails the build. */
    @Test
    void hasALineForEveryFieldOfTheSpec() {
        List<String> lines = ChangePolicy.lines().stream()
                .map(line -> line.field().replaceFirst("\\..*", ""))
                .distinct()
                .toList();

        assertThat(lines)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(JetStreamSpec.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 3 | replicas: 5 | spec.jetstream.replicas",
                "replicas: 5 | replicas: 3 | spec.jetstream.replicas",
                "encryption: false | encryption: true | spec.jetstream.encryption",
                "encryption: true | encryption: false | spec.jetstream.encryption",
                "tls: false | tls: true | spec.jetstream.tls",
                "tls: true | tls: false | spec.jetstream.tls",
                "replicas: 3 | persistence: {} | spec.jetstream.persistence",
                "persistence: {} | replicas: 3 | spec.jetstream.persistence",
                "persistence: {volumeSize: 1Gi} | persistence: {volumeSize: 2Gi} | spec.jetstream.persistence",
                "persistence: {} | persistence: {storageClassName: fast} | spec.jetstream.persistence",
                "settings: 'max_file_store: 1G' | settings: 'max_file_store: 2G' | spec.jetstream.settings.max_file_store",
                "settings: 'max_memory_store: 2G' | settings: 'max_memory_store: 1G' | spec.jetstream.settings.max_memory_store",
            })
    void holdsWhatIsNotSafeAndRendersWhatRuns(String before, String after, String field) {
        ValidService runs = Services.jetstream(before);
        Decision decision = ChangePolicy.decide(Services.jetstream(after), running(runs));

        assertThat(decision.held()).extracting(HeldChange::field).containsExactly(field);
        assertThat(decision.held())
                .allSatisfy(held -> assertThat(held.running()).isNotEqualTo(held.wanted()));
        assertThat(trees(decision.effective())).isEqualTo(trees(runs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 3 | settings: 'max_payload: 2000000'",
                "replicas: 3 | containerTemplate: {env: [{name: A, value: b}]}",
                "replicas: 3 | startArgs: [-DV]",
                "replicas: 3 | bufferConfig: 'stream: {maxMsgs: 5}'",
                "persistence: {volumeSize: 1Gi} | persistence: {volumeSize: 1024Mi}",
            })
    void letsThroughWhatIsSafe(String before, String after) {
        ValidService wanted = Services.jetstream(after);
        Decision decision = ChangePolicy.decide(wanted, running(Services.jetstream(before)));

        assertThat(decision.held()).isEmpty();
        assertThat(decision.effective()).isEqualTo(wanted);
    }

    @Test
    void appliesEverythingElseInTheSameChange() {
        Decision decision = ChangePolicy.decide(
                Services.jetstream("encryption: true, startArgs: [-DV]"), running(Services.jetstream("replicas: 3")));

        assertThat(decision.heldEncryption()).isPresent();
        assertThat(decision.effective().spec().encrypted()).isFalse();
        assertThat(decision.effective().spec().startArgs()).containsExactly("-DV");
    }

    @Test
    void namesTheSameChangeTheSameAndAnotherOneDifferently() {
        RunningService runs = running(Services.jetstream("replicas: 3"));

        assertThat(id("replicas: 5", runs)).isEqualTo(id("replicas: 5", runs)).isNotEqualTo(id("replicas: 7", runs));
    }

    /** Invariant 7: with the ConfigMap lost, only the StatefulSet knows whether data is encrypted; without both nobody guesses. */
    @Test
    void neverGuessesWhetherDataIsEncrypted() {
        List<JsonNode> children = trees(Services.jetstream("encryption: true"));
        JsonNode missing = MissingNode.getInstance();

        assertThat(RunningService.of(statefulSet(children), missing, Services.jetstream("replicas: 3"))
                        .value()
                        .encrypted())
                .isTrue();
        assertThat(RunningService.of(missing, configMap(children), Services.jetstream("replicas: 3"))
                        .value()
                        .encrypted())
                .isTrue();
        assertThat(RunningService.of(missing, missing, Services.jetstream("replicas: 3"))
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
        RunningService remains =
                RunningService.ofRemains(configMap(children), claim, wanted).orElseThrow();
        Decision decision = ChangePolicy.decide(wanted, remains);

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
        StoredData data = StoredData.of(statefulSet(children), configMap(children));
        data.annotations().forEach(claim.withObject("/metadata/annotations")::put);

        RunningService remains = RunningService.ofRemains(MissingNode.getInstance(), claim, wanted)
                .orElseThrow();

        assertThat(StoredData.onClaim(claim)).isEqualTo(data);
        assertThat(ChangePolicy.decide(wanted, remains).held())
                .extracting(HeldChange::field)
                .containsExactly(field);
    }

    @Test
    void believesTheSpecWhereNothingTellsHowTheDataLies() {
        ValidService wanted = Services.jetstream("persistence: {}");
        List<JsonNode> children = trees(wanted);
        JsonNode claim = statefulSet(children).at("/spec/volumeClaimTemplates/0");

        assertThat(RunningService.ofRemains(MissingNode.getInstance(), claim, wanted))
                .isEmpty();
        assertThat(StoredData.of(MissingNode.getInstance(), MissingNode.getInstance())
                        .isKnown())
                .isFalse();
    }

    @Test
    void saysNothingOfEncryptionWhereStatefulSetAndConfigMapDisagree() {
        List<JsonNode> encrypted = trees(Services.jetstream("persistence: {}, encryption: true"));
        List<JsonNode> plain = trees(Services.jetstream("persistence: {}"));

        assertThat(StoredData.of(statefulSet(encrypted), configMap(plain)).encrypted())
                .isEmpty();
    }

    @Test
    void keepsThePodsWhereTheOnlyCopyWouldGoWithThem() {
        assertThat(keepsTemplate("replicas: 1")).isTrue();
        assertThat(keepsTemplate("replicas: 1, persistence: {}")).isFalse();
        assertThat(keepsTemplate("replicas: 3")).isFalse();
    }

    private static boolean keepsTemplate(String fields) {
        ValidService service = Services.jetstream(fields);
        return ChangePolicy.decide(service, running(service)).keepsTemplate();
    }

    private static String id(String wanted, RunningService runs) {
        return ChangePolicy.decide(Services.jetstream(wanted), runs)
                .held()
                .get(0)
                .id();
    }

    private static RunningService running(ValidService service) {
        List<JsonNode> children = trees(service);
        return RunningService.of(statefulSet(children), configMap(children), service)
                .value();
    }

    private static List<JsonNode> trees(ValidService service) {
        return Children.render(service, Running.NOTHING).stream()
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
