package dev.numaflow.isbsvc.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.StubFunction;
import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.Installations;
import io.cloudevents.CloudEvent;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourcesIT {
    private static final String SOURCE =
            """
            apiVersion: sources.knative.dev/v1
            kind: ApiServerSource
            metadata: {name: s, namespace: default}
            spec:
              serviceAccountName: sources
              mode: MODE
              EXTRA
              resources: [{apiVersion: v1, kind: ConfigMap SELECTOR}]
              sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: default}}
            """;

    private final EmbeddedApiServer server = EmbeddedApiServer.start();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(server.url()).build())
            .build();
    private final StubFunction broker = new StubFunction();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final EventSender sender = new EventSender(story::add);
    private final Sources sources = new Sources(sender, story::add);

    @AfterEach
    void stop() {
        sources.close();
        sender.close();
        broker.close();
        client.close();
        server.close();
    }

    @Test
    void emitsNothingForWhatExistedBefore() {
        create(named("before").build());
        start("Reference", "namespaceSelector: {}", "");
        create(named("after").build());
        await().until(() -> !broker.received().isEmpty());
        assertThat(broker.received())
                .extracting(event -> event.getExtension("name"))
                .containsExactly("after");
    }

    @Test
    void saysAddUpdateDeleteWithTheAttributesOfTheRealAdapter() throws Exception {
        start("Reference", "namespaceSelector: {}", "");
        create(named("a").build());
        client.configMaps().inNamespace("default").withName("a").edit(map -> new ConfigMapBuilder(map)
                .addToData("k", "v")
                .build());
        client.configMaps().inNamespace("default").withName("a").delete();
        await().until(() -> broker.received().size() == 3);
        assertThat(broker.received())
                .extracting(CloudEvent::getType)
                .containsExactly(
                        "dev.knative.apiserver.ref.add",
                        "dev.knative.apiserver.ref.update",
                        "dev.knative.apiserver.ref.delete");
        CloudEvent event = broker.received().get(1);
        assertThat(event.getSubject()).isEqualTo("/apis/v1/namespaces/default/configmaps/a");
        assertThat(event.getSource()).hasToString(server.url());
        assertThat(event.getExtensionNames()).containsExactlyInAnyOrder("apiversion", "kind", "name", "namespace");
        assertThat(event.getExtension("kind")).isEqualTo("ConfigMap");
        assertThat(event.getId()).isNotEqualTo(broker.received().get(0).getId());
        assertThat(data(event))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"a\",\"namespace\":\"default\"}"));
    }

    @Test
    void carriesTheWholeObjectInModeResource() throws Exception {
        start("Resource", "namespaceSelector: {}", "");
        create(named("a").addToData("k", "v").build());
        await().until(() -> broker.received().size() == 1);
        assertThat(broker.received().get(0).getType()).isEqualTo("dev.knative.apiserver.resource.add");
        assertThat(data(broker.received().get(0)).at("/data/k").textValue()).isEqualTo("v");
    }

    @Test
    void takesOnlyObjectsWhoseControllerIsTheOwner() {
        start("Reference", "namespaceSelector: {}\n  owner: {apiVersion: example.org/v1, kind: Parent}", "");
        create(named("alone").build());
        create(owned("mentioned", "Parent", false));
        create(owned("other", "Stranger", true));
        create(owned("child", "Parent", true));
        await().until(() -> !broker.received().isEmpty());
        assertThat(broker.received())
                .extracting(event -> event.getExtension("name"))
                .containsExactly("child");
    }

    @Test
    void callsAnObjectThatLosesItsLabelDeleted() {
        start("Reference", "namespaceSelector: {}", ", selector: {matchLabels: {app: nats}}");
        create(named("without").build());
        create(labelled("with"));
        client.configMaps().inNamespace("default").withName("with").edit(map -> new ConfigMapBuilder(map)
                .editMetadata()
                .withLabels(Map.of())
                .endMetadata()
                .build());
        await().until(() -> broker.received().size() == 2);
        assertThat(broker.received())
                .extracting(event -> event.getType() + " " + event.getExtension("name"))
                .containsExactly("dev.knative.apiserver.ref.add with", "dev.knative.apiserver.ref.delete with");
    }

    @Test
    void staysInItsOwnNamespaceWithoutASelector() {
        start("Reference", "", "");
        create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("elsewhere")
                .withNamespace("kube-system")
                .endMetadata()
                .build());
        create(named("here").build());
        await().until(() -> !broker.received().isEmpty());
        assertThat(broker.received())
                .extracting(event -> event.getExtension("name"))
                .containsExactly("here");
    }

    @Test
    void followsOnWhenTheServerForgetsItsHistory() {
        start("Reference", "namespaceSelector: {}", "");
        create(named("a").build());
        await().until(() -> broker.received().size() == 1);
        server.compact();
        create(named("b").build());
        await().until(() -> broker.received().size() == 2);
    }

    private void start(String mode, String extra, String selector) {
        String manifest = SOURCE.replace("MODE", mode)
                .replace("  EXTRA\n", extra.isEmpty() ? "" : "  " + extra + "\n")
                .replace("SELECTOR", selector);
        sources.start(Installations.of(manifest).sources().get(0), client, broker.url());
    }

    private void create(ConfigMap map) {
        client.resource(map).create();
    }

    private static ConfigMapBuilder named(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata();
    }

    private static ConfigMap labelled(String name) {
        return named(name)
                .editMetadata()
                .addToLabels("app", "nats")
                .endMetadata()
                .build();
    }

    private static ConfigMap owned(String name, String ownerKind, boolean controller) {
        return named(name)
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("example.org/v1")
                .withKind(ownerKind)
                .withName("parent")
                .withUid("0")
                .withController(controller)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static JsonNode data(CloudEvent event) throws Exception {
        return new ObjectMapper().readTree(event.getData().toBytes());
    }
}
