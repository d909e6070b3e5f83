package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
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
        ConfigMap child = create("child", owner(parent, true));
        create("grandchild", owner(child, true));

        delete("parent", DeletionPropagation.BACKGROUND);

        await().until(() -> !exists("child") && !exists("grandchild"));
    }

    @Test
    void aForegroundDeletionTakesTheOwnerLast() {
        ConfigMap parent = create("parent");
        create("child", owner(parent, true));

        delete("parent", DeletionPropagation.FOREGROUND);

        await().until(() -> !exists("parent"));
        assertThat(exists("child")).isFalse();
    }

    @Test
    void anOrphaningDeletionLeavesTheDependants() {
        ConfigMap parent = create("parent");
        create("child", owner(parent, true));

        delete("parent", DeletionPropagation.ORPHAN);

        await().until(() -> !exists("parent"));
        assertThat(get("child").getMetadata().getOwnerReferences()).isEmpty();
    }

    @Test
    void anOwnerOfTheSameNameButAnotherUidDoesNotKeepWhatBelongedToTheFirst() {
        ConfigMap first = create("parent");
        delete("parent", DeletionPropagation.BACKGROUND);
        create("parent");

        create("child", owner(first, true));

        await().until(() -> !exists("child"));
        assertThat(exists("parent")).isTrue();
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

    private static OwnerReference owner(ConfigMap owner, boolean blocks) {
        return new OwnerReferenceBuilder(Ownership.ownedBy(owner))
                .withBlockOwnerDeletion(blocks)
                .build();
    }

    private void delete(String name, DeletionPropagation propagation) {
        client.configMaps()
                .inNamespace(NAMESPACE)
                .withName(name)
                .withPropagationPolicy(propagation)
                .delete();
    }

    private ConfigMap get(String name) {
        return client.configMaps().inNamespace(NAMESPACE).withName(name).get();
    }

    private boolean exists(String name) {
        return get(name) != null;
    }
}
