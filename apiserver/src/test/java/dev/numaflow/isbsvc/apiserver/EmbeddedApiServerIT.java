package dev.numaflow.isbsvc.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer.Answered;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the embedded server promises; what it shares with the real one stands in the conformance suite. */
class EmbeddedApiServerIT {
    private EmbeddedApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = EmbeddedApiServer.start();
        client = client(null);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private KubernetesClient client(String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }

    @Test
    void logsWhoAskedForWhat() {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("creation")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
        String token = client.serviceAccounts()
                .inNamespace("default")
                .withName("creation")
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
        List<Answered> answers = new CopyOnWriteArrayList<>();
        server.onAnswer(answers::add);
        try (KubernetesClient other = client(token)) {
            other.resource(map("one")).create();
            other.resource(map("two")).dryRun(true).create();
        }

        String user = "system:serviceaccount:default:creation";
        String path = "api/v1/namespaces/default/configmaps";
        assertThat(answers)
                .containsExactly(
                        new Answered("create", path, false, user, 201), new Answered("create", path, true, user, 201));
    }

    @Test
    void watchesExpireWithTheHistory() {
        String version = client.resource(map("one")).create().getMetadata().getResourceVersion();
        client.resource(map("two")).create();
        server.compact();
        Queue<WatcherException> closed = new ConcurrentLinkedQueue<>();

        try (Watch watch = client.configMaps()
                .inNamespace("default")
                .watch(
                        new ListOptionsBuilder().withResourceVersion(version).build(),
                        new Recorder(new ConcurrentLinkedQueue<>(), closed))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !closed.isEmpty());
        }

        assertThat(closed.element().isHttpGone()).isTrue();
    }

    @Test
    void losesNothingUnderManyWritersAndWatchers() throws InterruptedException, ExecutionException {
        List<Queue<String>> seen = new ArrayList<>();
        List<Watch> watches = new ArrayList<>();
        ExecutorService writers = Executors.newFixedThreadPool(16);
        try {
            for (int i = 0; i < 5; i++) {
                Queue<String> names = new ConcurrentLinkedQueue<>();
                seen.add(names);
                watches.add(client.configMaps()
                        .inNamespace("default")
                        .watch(new Recorder(names, new ConcurrentLinkedQueue<>())));
            }
            List<Future<ConfigMap>> created = IntStream.range(0, 200)
                    .mapToObj(i ->
                            writers.submit(() -> client.resource(map("m-" + i)).create()))
                    .toList();
            for (Future<ConfigMap> each : created) {
                each.get();
            }
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(seen)
                    .allSatisfy(names -> assertThat(names).hasSize(200)));
        } finally {
            writers.shutdownNow();
            watches.forEach(Watch::close);
        }

        assertThat(seen).allSatisfy(names -> assertThat(names).containsExactlyElementsOf(seen.get(0)));
    }

    @Test
    void refusesACustomResourceWhoseRulesItCannotEvaluate() {
        assertThatThrownBy(() -> client.load(getClass().getResourceAsStream("cel-crd.yaml"))
                        .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("does not evaluate CEL");
    }

    @Test
    void writesAKubeconfigThatClientsUnderstand(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("kubeconfig");
        server.kubeconfig(file);

        try (KubernetesClient other = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(file)))
                .build()) {
            assertThat(other.namespaces().withName("default").get()).isNotNull();
        }
    }

    private record Recorder(Queue<String> names, Queue<WatcherException> closed) implements Watcher<ConfigMap> {
        @Override
        public void eventReceived(Action action, ConfigMap map) {
            names.add(action + " " + map.getMetadata().getName());
        }

        @Override
        public void onClose(WatcherException cause) {
            closed.add(cause);
        }
    }
}
