package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.controllers.Controllers;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** API server, controllers and node, with the service of {@code service.yaml} to be applied. */
final class RunningSystem implements AutoCloseable {
    static final String NAMESPACE = "data";
    static final String SET = "isbsvc-default-js";

    private static final String CLUSTER_BLOCK = "(?s)    cluster \\{.*?\n    \\}\n";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final List<String> story = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final KubernetesClient client;
    private Hosts hosts;

    private RunningSystem(AutoCloseable server, Path kubeconfig) {
        started.push(server);
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
        started.push(client);
    }

    /** On the embedded API server, with the stand-ins for the controllers. */
    static RunningSystem embedded(Path dir) {
        EmbeddedApiServer server = EmbeddedApiServer.start();
        server.kubeconfig(dir.resolve("kubeconfig"));
        RunningSystem system = new RunningSystem(server, dir.resolve("kubeconfig"));
        system.started.push(Controllers.start(system.client));
        return system.withNode(dir);
    }

    /** On a real control plane, which has controllers of its own. */
    static RunningSystem real(Path dir) {
        ControlPlane controlPlane = ControlPlane.start(dir.resolve("control-plane"));
        return new RunningSystem(controlPlane, controlPlane.kubeconfig()).withNode(dir);
    }

    private RunningSystem withNode(Path dir) {
        hosts = Hosts.in(dir);
        started.push(Node.start(client, dir, NatsServerBinary.obtain(), hosts, story::add));
        return this;
    }

    KubernetesClient client() {
        return client;
    }

    /** Where the pods are reached. */
    Hosts hosts() {
        return hosts;
    }

    void applyService(UnaryOperator<StatefulSetBuilder> change) throws IOException {
        applyService(UnaryOperator.identity(), change);
    }

    /** With one node, whose server knows that it is alone. */
    void applySingleNode(UnaryOperator<StatefulSetBuilder> change) throws IOException {
        applyService(
                yaml -> yaml.replaceFirst(CLUSTER_BLOCK, ""),
                set -> change.apply(set.editSpec().withReplicas(1).endSpec()));
    }

    private void applyService(UnaryOperator<String> text, UnaryOperator<StatefulSetBuilder> change) throws IOException {
        try (InputStream in = RunningSystem.class.getResourceAsStream("service.yaml")) {
            String yaml = text.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (HasMetadata object : client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .items()) {
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

    int restarts(int ordinal) {
        return main(pod(ordinal)).getRestartCount();
    }

    /** Of the server that runs in it. */
    long pid(int ordinal) {
        return Long.parseLong(main(pod(ordinal)).getContainerID().replace("process://", ""));
    }

    static ContainerStatus main(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getName().equals("main"))
                .findFirst()
                .orElseThrow();
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
        for (AutoCloseable each : started) {
            each.close();
        }
    }
}
