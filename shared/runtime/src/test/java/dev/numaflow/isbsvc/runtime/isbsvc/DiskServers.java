package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The kubelets of a service with persistence: each pod that the StatefulSet controller creates runs a server on the disk of its claim, and
 * a claim that is new has an empty one. A changed ConfigMap or Secret is loaded by all that run. A pod is ready after three good answers in a row.
 */
final class DiskServers implements AutoCloseable {

    private static final int SUCCESSES = 3;

    private final TestCluster api;
    private final Names names;
    private final RenderedCluster servers;
    private final int most;
    private final Map<Integer, String> running = new HashMap<>();
    private final Map<Integer, String> disks = new HashMap<>();
    private final Map<Integer, Integer> successes = new HashMap<>();
    private final StartupProbe startup = new StartupProbe();
    private final Map<Integer, String> lost = new ConcurrentHashMap<>();
    private final Set<Integer> killed = ConcurrentHashMap.newKeySet();
    private final List<String> history = Collections.synchronizedList(new ArrayList<>());
    private final KubeletLoop loop;
    private String config;

    /** @param servers that run already, for the pods that exist or will; @param most nodes that there may be later */
    DiskServers(TestCluster api, Names names, RenderedCluster servers, int size, int most) {
        this.api = api;
        this.names = names;
        this.servers = servers;
        this.most = most;
        this.config = config();
        Awaitility.await().until(() -> pods().size() == size && claims().size() == size);
        Map<String, JsonNode> pods = pods();
        Map<String, String> claims = claims();
        for (int node = 0; node < size; node++) {
            running.put(node, uid(pods.get(names.pod(node))));
            servers.mount(node, pods.get(names.pod(node)));
            disks.put(node, claims.get(names.pod(node)));
        }
        this.loop = new KubeletLoop(this::tick);
    }

    private void tick() throws IOException {
        Map<String, JsonNode> pods = pods();
        for (int node = 0; node < most; node++) {
            run(node, pods.get(names.pod(node)));
        }
        reload();
    }

    private void run(int node, JsonNode pod) throws IOException {
        boolean isTheSame = pod != null && uid(pod).equals(running.get(node));
        if (!isTheSame && running.containsKey(node)) {
            running.remove(node);
            successes.remove(node);
            servers.stop(node);
            history.add("stopped " + node);
        }
        if (pod != null && !isTheSame) {
            start(node, pod);
        }
        if (pod != null && killed.remove(node) && running.containsKey(node)) {
            kill(node, pod);
        }
        if (pod != null && !isReady(pod)) {
            probe(node, pod);
        }
    }

    private void probe(int node, JsonNode pod) throws IOException {
        if (!servers.isHealthy(node)) {
            successes.remove(node);
            if (startup.fails(node)) {
                servers.stop(node);
                launch(node);
            }
        } else if (successes.merge(node, 1, Integer::sum) >= SUCCESSES) {
            NodeStatus.ready(api, names.namespace(), names.pod(node), uid(pod));
        }
    }

    private void kill(int node, JsonNode pod) throws IOException {
        servers.kill(node);
        NodeStatus.notReady(api, names.namespace(), names.pod(node), uid(pod));
        successes.remove(node);
        launch(node);
        history.add("killed " + node);
    }

    private void launch(int node) throws IOException {
        startup.started(node);
        servers.replace(node);
    }

    private void start(int node, JsonNode pod) throws IOException {
        String claim = claims().get(names.pod(node));
        if (claim == null || claim.equals(lost.get(node))) {
            return;
        }
        boolean isNew = !claim.equals(disks.get(node));
        if (isNew) {
            servers.wipe(node);
        }
        servers.mount(node, pod);
        launch(node);
        disks.put(node, claim);
        running.put(node, uid(pod));
        history.add("started " + node + (isNew ? " on a new disk" : " on its disk"));
    }

    private void reload() throws IOException {
        String now = config();
        if (!now.equals(config)) {
            config = now;
            for (int node : running.keySet()) {
                servers.reloadSecret(node);
                servers.reload(node);
            }
        }
    }

    private String config() {
        return Stream.of(
                        new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()),
                        new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()))
                .flatMap(mounted -> api.cluster().get(mounted).stream())
                .map(live -> live.path("data").toString())
                .collect(Collectors.joining());
    }

    private Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new HashMap<>();
        list(ObjectKind.POD).forEach(pod -> pods.put(pod.at("/metadata/name").asText(), pod));
        return pods;
    }

    /** By the name of their pods. */
    Map<String, String> claims() {
        Map<String, String> claims = new HashMap<>();
        list(ObjectKind.PERSISTENT_VOLUME_CLAIM)
                .forEach(claim -> claims.put(
                        claim.at("/metadata/name").asText().replace(names.claimTemplate() + "-", ""), uid(claim)));
        return claims;
    }

    private List<JsonNode> list(ObjectKind kind) {
        return api.cluster().list(kind, names.namespace(), Labels.SERVICE_NAME + "=" + names.isbsvcName());
    }

    private static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }

    private static boolean isReady(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** Whatever the server of a node does: it is killed, and started again in the same pod. */
    void kill(int node) {
        killed.add(node);
    }

    /** The machine of a node is gone, and its pod with it: no other machine takes one with that claim. */
    void loseMachine(int node) {
        lost.put(node, claims().get(names.pod(node)));
        var pod = api.client().pods().inNamespace(names.namespace()).withName(names.pod(node));
        String uid = pod.get().getMetadata().getUid();
        pod.withGracePeriod(0).delete();
        Awaitility.await()
                .until(() ->
                        pod.get() != null && !pod.get().getMetadata().getUid().equals(uid));
        pod.editStatus(live -> new PodBuilder(live)
                .editOrNewStatus()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withLastTransitionTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .withMessage("0/2 nodes are available: 2 node(s) had volume node affinity conflict.")
                .endCondition()
                .endStatus()
                .build());
    }

    boolean areReady(int nodes) {
        loop.assertRuns();
        Map<String, JsonNode> pods = pods();
        return pods.size() == nodes && pods.values().stream().allMatch(DiskServers::isReady);
    }

    /** What was started and stopped, in that order. */
    List<String> history() {
        return List.copyOf(history);
    }

    @Override
    public void close() {
        loop.close();
    }
}
