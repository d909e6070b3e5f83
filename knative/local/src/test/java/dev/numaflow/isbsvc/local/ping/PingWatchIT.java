package dev.numaflow.isbsvc.local.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.StubFunction;
import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.knative.KnativeObjects;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PingWatchIT {
    private static final String EVERY_SECOND = "* * * * * *";
    private static final ObjectType PING_SOURCE = new ObjectType("sources.knative.dev/v1", "PingSource");

    private final EmbeddedApiServer server = EmbeddedApiServer.start();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(server.url()).build())
            .build();
    private final StubFunction broker = new StubFunction();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final Pings pings = new Pings(new EventSender(story::add));

    @AfterEach
    void stop() {
        pings.close();
        broker.close();
        client.close();
        server.close();
    }

    @Test
    void aSourceThatIsMadeLaterTicksIsReadyAndEndsWhenItIsDeleted() {
        KnativeObjects.serve(client);
        try (PingWatch watch = new PingWatch(client, pings, sink -> broker.url(), story::add).start()) {
            create("first", EVERY_SECOND);
            await().until(() -> !ticks("first").isEmpty());
            await().untilAsserted(() -> assertThat(get("first").getAdditionalProperties())
                    .extracting("status")
                    .asString()
                    .contains("Ready", "True"));

            client.resource(get("first")).delete();
            create("second", EVERY_SECOND);
            // Events of one watch come in order: when the second ticks, the first has been stopped.
            await().until(() -> !ticks("second").isEmpty());
            int last = ticks("first").size();
            await().until(() -> ticks("second").size() > 2);
            assertThat(ticks("first")).hasSize(last);
        }
    }

    @Test
    void aScheduleThatCannotBeReadIsReportedAndStopsNothing() {
        KnativeObjects.serve(client);
        try (PingWatch watch = new PingWatch(client, pings, sink -> broker.url(), story::add).start()) {
            create("bad", "@every 1s");
            create("good", EVERY_SECOND);
            await().until(() -> !ticks("good").isEmpty());
            assertThat(story).anyMatch(line -> line.contains("bad does not tick"));
        }
    }

    @Test
    void leavesTypesAloneThatKnativeItselfHasDefined() {
        assertThat(KnativeObjects.serve(client).runsHere(PING_SOURCE)).isTrue();
        assertThat(KnativeObjects.serve(client).runsHere(PING_SOURCE)).isTrue();

        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("pingsources.sources.knative.dev")
                .edit(definition -> {
                    definition.getMetadata().setLabels(null);
                    return definition;
                });

        assertThat(KnativeObjects.serve(client).runsHere(PING_SOURCE)).isFalse();
    }

    private List<String> ticks(String name) {
        return broker.received().stream()
                .map(event -> event.getSource().toString())
                .filter(source -> source.endsWith("/" + name))
                .toList();
    }

    private GenericKubernetesResource get(String name) {
        return client.genericKubernetesResources("sources.knative.dev/v1", "PingSource")
                .inNamespace("default")
                .withName(name)
                .get();
    }

    private void create(String name, String schedule) {
        client.resource(
                        """
                        apiVersion: sources.knative.dev/v1
                        kind: PingSource
                        metadata: {name: %s, namespace: default, labels: {made: later}}
                        spec:
                          schedule: "%s"
                          contentType: application/json
                          data: "{}"
                          sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: default}}
                        """
                                .formatted(name, schedule))
                .create();
    }
}
