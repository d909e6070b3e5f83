package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.ChildNames;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server with the copy is nobody's node, and what was encrypted does not lie there in plain text (invariants 7 and 12). */
class CopyChildrenTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void nothingOfItHasANameOrAPodOfTheService() {
        ValidService service = service(true);
        List<JsonNode> own = Children.of(service).list().stream()
                .map(child -> (JsonNode) JSON.valueToTree(child))
                .toList();
        List<JsonNode> copy = copy(service.asCopy(), own.get(own.size() - 1));

        assertThat(copy)
                .extracting(child -> child.path("kind").asText())
                .containsExactly("ConfigMap", "Service", "StatefulSet");
        assertThat(names(copy)).doesNotContainAnyElementsOf(names(own)).allSatisfy(name -> assertThat(
                        ChildNames.serviceOf(name))
                .contains(service.names().isbsvcName()));
        JsonNode set = copy.get(2);
        assertThat(set.at("/spec/replicas").asInt()).isOne();
        assertThat(set.at("/spec/template/metadata/labels").has(Labels.SERVICE_NAME))
                .isFalse();
        assertThat(copy.get(1).path("spec").path("selector"))
                .isEqualTo(set.at("/spec/selector/matchLabels"))
                .isNotEqualTo(own.get(1).path("spec").path("selector"));
        assertThat(set.at("/spec/serviceName").asText())
                .isEqualTo(copy.get(1).at("/metadata/name").asText());
        assertThat(set.at("/spec/template/spec/volumes").toString())
                .contains(
                        copy.get(0).at("/metadata/name").asText(),
                        service.names().serverSecret());
        assertThat(set.at("/spec/volumeClaimTemplates/0/spec"))
                .isEqualTo(own.get(own.size() - 1).at("/spec/volumeClaimTemplates/0/spec"));
        assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/annotations")
                        .path(Annotations.COPIED_FROM)
                        .asText())
                .isEqualTo("uid");
    }

    /** Whoever reaches the copy may take from it, and a Service of the user selects by these. */
    @Test
    void itsPodsHaveNoLabelsOfTheUser() {
        ValidService labelled =
                Services.jetstream("replicas: 1, persistence: {}, encryption: true, metadata: {labels: {app: ours}}");
        JsonNode own = JSON.valueToTree(Children.of(labelled).list().get(3));
        JsonNode copy = copy(labelled.asCopy(), own).get(2);

        assertThat(own.at("/spec/template/metadata/labels/app").asText()).isEqualTo("ours");
        assertThat(copy.at("/spec/template/metadata/labels"))
                .isEqualTo(JSON.valueToTree(Labels.of(labelled.names().ofCopy())));
    }

    /** A newer server's copy cannot be restored. */
    @Test
    void itRunsTheImagesThatTheServersRun() {
        ValidService service = service(true);
        ObjectNode running = JSON.valueToTree(Children.of(service).list().get(3));
        ((ObjectNode) running.at("/spec/template/spec/containers/0")).put("image", "nats:older");

        assertThat(copy(service.asCopy(), running)
                        .get(2)
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo("nats:older");
    }

    /** Another one may not read what it has written. */
    @Test
    void madeAgainItRunsTheImageThatHasWrittenItsVolume() {
        ValidService service = service(true);
        ObjectNode older = JSON.valueToTree(Children.of(service).list().get(3));
        ((ObjectNode) older.at("/spec/template/spec/containers/0")).put("image", "nats:older");
        JsonNode claim = copy(
                        service.asCopy(),
                        JSON.valueToTree(Children.of(service).list().get(3)))
                .get(2)
                .at("/spec/volumeClaimTemplates/0");

        JsonNode again = JSON.valueToTree(
                CopyChildren.again(service.asCopy(), claim, older).get(2));

        assertThat(again.at("/spec/template/spec/containers/0/image"))
                .isEqualTo(JSON.valueToTree(Children.of(service).list().get(3))
                        .at("/spec/template/spec/containers/0/image"))
                .isNotEqualTo(older.at("/spec/template/spec/containers/0/image"));
        assertThat(again.at("/spec/volumeClaimTemplates/0")).isEqualTo(claim);
    }

    /** Without that its pods would be replaced once more. */
    @Test
    void whatRestartedTheNodeStaysInItsPods() {
        Running restarted = Running.without(
                false, new RunningEncryption(0, Optional.empty(), Optional.of("pod")), Optional.empty());

        List<HasMetadata> children = Children.of(service(true)).list(restarted);
        JsonNode set = JSON.valueToTree(children.get(children.size() - 1));

        assertThat(RunningEncryption.restored(set)).contains("pod");
        assertThat(RunningEncryption.keepsRestored(
                        set, JSON.valueToTree(Children.of(service(true)).list().get(3))))
                .as("of a plan that was made before")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false, true, -1", "true, false, ''", "true, true, ''"})
    void itIsEncryptedIfTheDataIsBeforeTheChangeOrAfterIt(boolean before, boolean after, String suffix) {
        ValidService newest = service(after).withEncryption(1);

        ValidService copy = CopyChildren.service(newest, new RunningEncryption(1, Optional.of(before)));
        List<JsonNode> children = copy(copy, JSON.createObjectNode());

        assertThat(children.get(0).at("/data/nats-js").asText()).contains("$JS_KEY");
        assertThat(children.get(2).at("/spec/template/spec/containers/0/env").toString())
                .contains("\"key\":\"encryption" + suffix + "\"");
        JsonNode claim = children.get(2).at("/spec/volumeClaimTemplates/0");
        assertThat(CopyChildren.service(newest, claim))
                .as("made again on its volume")
                .isEqualTo(copy);
    }

    private static ValidService service(boolean encrypted) {
        return Services.jetstream("replicas: 1, persistence: {}, encryption: " + encrypted);
    }

    private static List<JsonNode> copy(ValidService copy, JsonNode servers) {
        return CopyChildren.of(copy, "uid", servers).stream()
                .map(child -> (JsonNode) JSON.valueToTree(child))
                .toList();
    }

    private static List<String> names(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.at("/metadata/name").asText())
                .toList();
    }
}
