package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.isbsvc.RenderedCluster.Launch;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The kubelets of a service without persistence: each pod that the StatefulSet controller creates runs a server with an empty disk, and
 * loses both with its pod. It is ready after three good answers in a row, as the probe asks for.
 */
final class PodServers implements AutoCloseable {

    private static final int SUCCESSES = 3;

    private final TestCluster api;
    private final Names names;
    private final RenderedCluster servers;
    private final Map<String, String> running = new HashMap<>();
    private final Map<String, Integer> successes = new HashMap<>();
    private final List<String> replaced = Collections.synchronizedList(new ArrayList<>());
    private final StartupProbe startup = new StartupProbe();
    private final KubeletLoop loop;
    private volatile String failing = "";

    /** @param servers that run already, for the pods that exist or will */
    PodServers(TestCluster api, Names names, RenderedCluster servers) {
        this.api = api;
        this.names = names;
        this.servers = servers;
        Awaitility.await().until(() -> pods().size() == servers.size());
        pods().forEach((name, pod) -> running.put(name, uid(pod)));
        this.loop = new KubeletLoop(this::tick);
    }

    private void tick() throws IOException {
        Map<String, JsonNode> pods = pods();
        for (int node = 0; node < servers.size(); node++) {
            run(node, pods.get(names.pod(node)));
        }
    }

    private void run(int node, JsonNode pod) throws IOException {
        String name = names.pod(node);
        boolean isTheSame = pod != null && uid(pod).equals(running.get(name));
        if (!isTheSame && running.containsKey(name)) {
            running.remove(name);
            successes.remove(name);
            replaced.add(name);
            servers.lose(node);
        }
        if (pod != null && !isTheSame) {
            launch(node, pod);
            running.put(name, uid(pod));
        }
        if (pod != null && !isReady(pod) && successes.merge(name, servers.isHealthy(node) ? 1 : -9, Integer::sum) < 0) {
            successes.remove(name);
            if (startup.fails(node)) {
                servers.stop(node);
                launch(node, pod);
            }
        }
        if (pod != null && !isReady(pod) && !failing.equals(name) && successes.getOrDefault(name, 0) >= SUCCESSES) {
            NodeStatus.ready(api, names.namespace(), name, uid(pod));
        }
    }

    private void launch(int node, JsonNode pod) throws IOException {
        startup.started(node);
        servers.replace(node, Launch.of(pod, Optional.empty()));
    }

    /** The pod is ready again as soon as its server is. */
    void mendSidecar() {
        failing = "";
    }

    /** A sidecar of that pod fails from now on: the server serves on, and the pod is not ready. */
    void failSidecar(String name) {
        failing = name;
        var live = api.client().pods().inNamespace(names.namespace()).withName(name);
        if (live.get() != null) {
            live.editStatus(pod -> new PodBuilder(pod)
                    .editOrNewStatus()
                    .removeMatchingFromConditions(each -> each.getType().equals("Ready"))
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("False")
                    .endCondition()
                    .addNewContainerStatus()
                    .withName("main")
                    .withReady(true)
                    .withStarted(true)
                    .withImage("nats")
                    .withImageID("nats")
                    .withRestartCount(0)
                    .endContainerStatus()
                    .endStatus()
                    .build());
        }
    }

    private Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new HashMap<>();
        api.cluster()
                .list(ObjectKind.POD, names.namespace(), Labels.SERVICE_NAME + "=" + names.isbsvcName())
                .forEach(pod -> pods.put(pod.at("/metadata/name").asText(), pod));
        return pods;
    }

    private static String uid(JsonNode pod) {
        return pod.at("/metadata/uid").asText();
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    boolean areReady() {
        loop.assertRuns();
        Map<String, JsonNode> pods = pods();
        return pods.size() == servers.size() && pods.values().stream().allMatch(PodServers::isReady);
    }

    /** The pods that went, in that order. */
    List<String> replaced() {
        return List.copyOf(replaced);
    }

    @Override
    public void close() {
        loop.close();
    }
}
