package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.controllers.Controllers;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** API server, stand-in controllers and node, with the service of {@code service.yaml} to be applied. */
final class RunningSystem implements AutoCloseable {
    static final String NAMESPACE = "data";
    static final String SET = "isbsvc-default-js";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final List<String> story = new CopyOnWriteArrayList<>();
    private final EmbeddedApiServer server;
    private final KubernetesClient client;
    private final Controllers controllers;
    private final Node node;

    RunningSystem(Path dir) {
        server = EmbeddedApiServer.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(server.url())
                        .build())
                .build();
        controllers = Controllers.start(client);
        node = Node.start(client, dir, NatsServerBinary.obtain(), Hosts.in(dir), story::add);
    }

    KubernetesClient client() {
        return client;
    }

    void applyService(UnaryOperator<StatefulSetBuilder> change) throws IOException {
        try (InputStream yaml = RunningSystem.class.getResourceAsStream("service.yaml")) {
            for (HasMetadata object : client.load(yaml).items()) {
                boolean isSet = object instanceof StatefulSet;
                client.resource(
                                isSet
                                        ? change.apply(new StatefulSetBuilder((StatefulSet) object))
                                                .build()
                                        : object)
                        .create();
            }
        }
    }

    Pod pod(int ordinal) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(SET + "-" + ordinal)
                .get();
    }

    boolean isReady(int ordinal) {
        Pod pod = pod(ordinal);
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    /** What the server of a pod says of itself. */
    String monitor(int ordinal, String path) throws Exception {
        URI uri = URI.create("http://" + pod(ordinal).getStatus().getPodIP() + ":8222" + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() throws Exception {
        node.close();
        controllers.close();
        client.close();
        server.close();
    }
}
