package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorIT {
    private static final String NAMESPACE = "default";

    private EmbeddedApiServer server;
    private KubernetesClient client;
    private Controllers controllers;

    @BeforeEach
    void start() {
        server = EmbeddedApiServer.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(server.url())
                        .build())
                .build();
        controllers = Controllers.start(client);
    }

    @AfterEach
    void stop() throws Exception {
        controllers.close();
        client.close();
        server.close();
    }

    @Test
    void whatIsOwnedGoesWithItsOwnerThroughTheGenerations() {
        ConfigMap parent = create("parent");
        ConfigMap child = create("child", owner(parent));
        create("grandchild", owner(child));

        delete("parent");

        await().until(() -> !exists("child") && !exists("grandchild"));
    }

    @Test
    void anOwnerOfTheSameNameButAnotherUidDoesNotKeepWhatBelongedToTheFirst() {
        ConfigMap first = create("parent");
        delete("parent");
        create("parent");

        create("child", owner(first));

        await().until(() -> !exists("child"));
        assertThat(exists("parent")).isTrue();
    }

    @Test
    void anObjectStaysAsLongAsOneOwnerLives() {
        ConfigMap first = create("first");
        ConfigMap second = create("second");
        create("child", owner(first), owner(second));
        create("sibling", owner(first));

        delete("first");
        await().until(() -> !exists("sibling"));
        assertThat(exists("child")).isTrue();

        delete("second");
        await().until(() -> !exists("child"));
    }

    private ConfigMap create(String name, OwnerReference... owners) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .build())
                .create();
    }

    private static OwnerReference owner(ConfigMap owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build();
    }

    private void delete(String name) {
        client.configMaps().inNamespace(NAMESPACE).withName(name).delete();
    }

    private ConfigMap get(String name) {
        return client.configMaps().inNamespace(NAMESPACE).withName(name).get();
    }

    private boolean exists(String name) {
        return get(name) != null;
    }
}
