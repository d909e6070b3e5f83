package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.RenderedCluster.Launch;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scheduler and the kubelet of a service with persistence: each pod runs a server on the disk of its claim, which stays as long as that
 * claim does, and none starts on a claim that is being deleted. The server has the configuration and the key to which its pod refers. It notes
 * on each disk with which encryption it was written, and finds whoever starts there with another.
 */
final class EncryptedDiskServers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUCCESSES = 3;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final String WRITTEN_WITH = "written-with";

    private final TestCluster api;
    private final Names names;
    private final RenderedCluster servers;
    private final Path disks;
    private final String machine;
    private final Map<String, String> running = new HashMap<>();
    private final Map<String, Integer> successes = new HashMap<>();
    private final Map<Integer, Launch> launched = new HashMap<>();
    private final Set<Integer> killed = ConcurrentHashMap.newKeySet();
    private final StartupProbe startup = new StartupProbe();
    private final List<String> replaced = Collections.synchronizedList(new ArrayList<>());
    private final List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    private final KubeletLoop loop;
    private Instant beat = Instant.EPOCH;

    EncryptedDiskServers(TestCluster api, Names names, RenderedCluster servers, Path disks) {
        this.api = api;
        this.names = names;
        this.servers = servers;
        this.disks = disks;
        this.machine = "machine-" + names.namespace() + (names.copy() ? "-copy" : "");
        api.client()
                .nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(machine)
                        .endMetadata()
                        .build())
                .create();
        this.loop = new KubeletLoop(this::tick);
    }

    private void tick() throws IOException {
        beat();
        Map<String, JsonNode> pods = pods();
        for (int node = 0; node < servers.size(); node++) {
            run(node, pods.get(names.pod(node)));
        }
    }

    /** Without it the pods of a machine are deleted. */
    private void beat() {
        if (beat.plus(HEARTBEAT).isAfter(Instant.now())) {
            return;
        }
        beat = Instant.now();
        NodeStatus.beat(api, machine, beat);
    }

    private void run(int node, JsonNode pod) throws IOException {
        String name = names.pod(node);
        boolean isEnding = pod != null && pod.at("/metadata").hasNonNull("deletionTimestamp");
        boolean isTheSame = pod != null && uid(pod).equals(running.get(name));
        if (running.containsKey(name) && (!isTheSame || isEnding)) {
            running.remove(name);
            successes.remove(name);
            servers.stop(node);
            replaced.add(name);
        }
        if (isEnding) {
            api.client()
                    .pods()
                    .inNamespace(names.namespace())
                    .withName(name)
                    .withGracePeriod(0)
                    .delete();
        } else if (pod != null && !running.containsKey(name)) {
            start(node, pod);
        } else if (pod != null && killed.remove(node)) {
            kill(node, pod);
        } else if (pod != null && !isReady(pod)) {
            probe(node, pod);
        }
    }

    /** By SIGKILL; the container is started again in the same pod. */
    private void kill(int node, JsonNode pod) throws IOException {
        servers.kill(node);
        NodeStatus.notReady(api, names.namespace(), names.pod(node), uid(pod));
        successes.remove(names.pod(node));
        launch(node, launched.get(node));
    }

    /** Whatever the server of a node does, it is killed with the next tick. */
    void kill(int node) {
        killed.add(node);
    }

    private void start(int node, JsonNode pod) throws IOException {
        String claim = pod.at("/spec/volumes")
                .findValues("persistentVolumeClaim")
                .get(0)
                .path("claimName")
                .asText();
        JsonNode live = api.cluster()
                .get(new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), claim))
                .orElse(null);
        if (live == null || live.at("/metadata").hasNonNull("deletionTimestamp")) {
            return;
        }
        bind(pod);
        Path disk = Files.createDirectories(disks.resolve(uid(live)));
        Launch launch = Launch.of(pod, Optional.of(disk));
        note(pod, disk, launch);
        launch(node, launch);
        running.put(names.pod(node), uid(pod));
    }

    private void launch(int node, Launch launch) throws IOException {
        launched.put(node, launch);
        startup.started(node);
        servers.replace(node, launch);
    }

    private void note(JsonNode pod, Path disk, Launch launch) throws IOException {
        String with = launch.configMap() + " " + launch.key();
        Path note = disk.resolve(WRITTEN_WITH);
        if (Files.exists(note) && !Files.readString(note).equals(with)) {
            mistakes.add(pod.at("/metadata/name").asText() + " starts with " + with
                    + " on a disk that was written with " + Files.readString(note));
        }
        Files.writeString(note, with);
    }

    private void bind(JsonNode pod) {
        if (pod.at("/spec").hasNonNull("nodeName")) {
            return;
        }
        String name = pod.at("/metadata/name").asText();
        ObjectNode binding = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata").put("name", name);
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", machine);
        api.client().raw("/api/v1/namespaces/" + names.namespace() + "/pods/" + name + "/binding", "POST", binding);
    }

    private void probe(int node, JsonNode pod) throws IOException {
        String name = names.pod(node);
        if (!servers.isHealthy(node)) {
            successes.remove(name);
            if (startup.fails(node)) {
                servers.stop(node);
                launch(node, launched.get(node));
            }
        } else if (successes.merge(name, 1, Integer::sum) >= SUCCESSES) {
            NodeStatus.ready(api, names.namespace(), name, uid(pod));
        }
    }

    private Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new HashMap<>();
        api.cluster()
                .list(ObjectKind.POD, names.namespace(), Labels.selector(names))
                .forEach(pod -> pods.put(pod.at("/metadata/name").asText(), pod));
        return pods;
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

    /** Whether each node has a pod that serves. */
    boolean areReady() {
        loop.assertRuns();
        Map<String, JsonNode> pods = pods();
        int nodes = api.cluster()
                .get(ObjectRef.ofStatefulSet(names))
                .map(Running::replicas)
                .orElse(servers.size());
        return pods.size() == nodes && pods.values().stream().allMatch(EncryptedDiskServers::isReady);
    }

    /** Whether each node has a pod that runs. */
    boolean areStarted() {
        return running.size() == servers.size();
    }

    /** The pods that went, in that order. */
    List<String> replaced() {
        return List.copyOf(replaced);
    }

    /** Servers that were started with another encryption than their disk has. */
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    @Override
    public void close() {
        loop.close();
        api.client().nodes().withName(machine).delete();
    }
}
