package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.FileTree;
import dev.numaflow.isbsvc.servers.Loopback;
import dev.numaflow.isbsvc.servers.MetaGroup;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.support.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** All nodes of a service as their pods would run them, from the live ConfigMap and Secrets; only addresses and paths are of here. */
final class RenderedCluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Of a probe, as the pods have it. */
    private static final int PROBE_TIMEOUT = 5_000;

    /** Where the pod template mounts the keys of the server Secret. */
    private static final Map<String, String> FILES = Map.of(
            Keys.AUTH, Paths.AUTH_FILE,
            Keys.PRIVATE_KEY, Paths.SERVER_KEY,
            Keys.CERT, Paths.SERVER_CERT,
            Keys.CA_CERT, Paths.SERVER_CA,
            Keys.CLUSTER_PRIVATE_KEY, Paths.CLUSTER_KEY,
            Keys.CLUSTER_CERT, Paths.CLUSTER_CERT,
            Keys.CLUSTER_CA_CERT, Paths.CLUSTER_CA);

    private final TestCluster api;
    private final Names names;
    private final Path folder;
    private final List<String> addresses;
    private final Map<Integer, ChildProcess> processes = new ConcurrentHashMap<>();
    private final Map<Integer, Launch> launches = new ConcurrentHashMap<>();
    private final Map<Integer, Set<String>> mounted = new ConcurrentHashMap<>();
    private final Path binary;

    /**
     * From what a node is started.
     *
     * @param configMap that its pod mounts
     * @param key of the server Secret, that its pod has in its environment
     * @param disk of its claim; empty where the disk goes with the pod
     */
    record Launch(String configMap, String key, Optional<Path> disk) {

        /** As the pod says. */
        static Launch of(JsonNode pod, Optional<Path> disk) {
            return new Launch(
                    pod.at("/spec/volumes")
                            .findValues("configMap")
                            .get(0)
                            .path("name")
                            .asText(),
                    pod.at("/spec/containers")
                            .findValues("secretKeyRef")
                            .get(0)
                            .path("key")
                            .asText(),
                    disk);
        }
    }

    /** Whose nodes are started one by one. */
    static RenderedCluster empty(Path binary, TestCluster api, Names names, Path folder, int size) {
        return new RenderedCluster(binary, api, names, folder, size);
    }

    /** Waits until all nodes, which run, know each other. */
    void awaitComplete() throws IOException {
        new MetaGroup(IntStream.range(0, size()).mapToObj(Node::new).toList()).awaitComplete();
    }

    /** Another process in its place, from what its pod refers to and on the disk of its claim. */
    void replace(int node, Launch launch) throws IOException {
        launches.put(node, launch);
        replace(node);
    }

    private Launch launch(int node) {
        return launches.getOrDefault(node, new Launch(names.configMap(), Keys.ENCRYPTION, Optional.empty()));
    }

    private RenderedCluster(Path binary, TestCluster api, Names names, Path folder, int size) {
        this.binary = binary;
        this.api = api;
        this.names = names;
        this.folder = folder;
        this.addresses = IntStream.range(0, size)
                .mapToObj(i -> Loopback.freeAddress(Loopback.NATS_PORTS))
                .toList();
    }

    static RenderedCluster start(Path binary, TestCluster api, Names names, Path folder, int size) throws IOException {
        return start(binary, api, names, folder, size, size);
    }

    /** @param most nodes that it may have later */
    static RenderedCluster start(Path binary, TestCluster api, Names names, Path folder, int size, int most)
            throws IOException {
        RenderedCluster cluster = new RenderedCluster(binary, api, names, folder, most);
        try {
            for (int node = 0; node < size; node++) {
                cluster.replace(node);
            }
            if (size > 1) {
                new MetaGroup(IntStream.range(0, size)
                                .mapToObj(node -> cluster.new Node(node))
                                .toList())
                        .awaitComplete();
            }
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private ChildProcess startNode(int node) throws IOException {
        JsonNode secret = live(ObjectKind.SECRET, names.serverSecret()).path("data");
        Path place = Files.createDirectories(folder.resolve("node-" + node));
        writeSecret(node);
        writeConfig(node);
        return ChildProcess.start(new ChildProcess.Command(
                List.of(
                        binary.toString(),
                        "--config",
                        place.resolve(Paths.CONFIG_FILE).toString()),
                Map.of(
                        "POD_NAME", names.pod(node),
                        "CLUSTER_ADVERTISE", addresses.get(node),
                        "JS_KEY", TestCluster.text(secret, launch(node).key())),
                false,
                place,
                place.resolve("server.log")));
    }

    private final class Node implements MetaGroup.Node {

        private final int number;

        private Node(int number) {
            this.number = number;
        }

        @Override
        public String name() {
            return names.pod(number);
        }

        @Override
        public String monitorUrl() {
            return "http://" + addresses.get(number) + ":8222";
        }

        @Override
        public void restart() {
            processes.get(number).stop(GRACE);
            try {
                replace(number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the pod of a node mounts, from now on; before that, everything. */
    void mount(int node, JsonNode pod) {
        mounted.put(node, Set.copyOf(pod.at("/spec/volumes").findValuesAsText("path")));
    }

    /** The disk of a node that does not run. */
    void wipe(int node) throws IOException {
        FileTree.delete(folder.resolve("node-" + node));
    }

    private JsonNode live(ObjectKind kind, String name) {
        return api.cluster().get(new ObjectRef(kind, names.namespace(), name)).orElseThrow();
    }

    /** The pod is gone, and its disk with it. */
    void lose(int node) throws IOException {
        processes.get(node).stop(GRACE);
        FileTree.delete(folder.resolve("node-" + node));
    }

    /** The process alone, as when it hangs: its disk stays. */
    void stop(int node) {
        processes.get(node).stop(GRACE);
    }

    /** A process in its place, with an empty disk if that was lost, or if the node never ran before. */
    void replace(int node) throws IOException {
        processes.put(node, startNode(node));
    }

    boolean isHealthy(int node) {
        try {
            HttpURLConnection asked = (HttpURLConnection) URI.create("http://" + addresses.get(node) + ":8222/healthz")
                    .toURL()
                    .openConnection();
            asked.setConnectTimeout(PROBE_TIMEOUT);
            asked.setReadTimeout(PROBE_TIMEOUT);
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException starting) {
            return false;
        }
    }

    /** Where the nodes listen, in their order. */
    List<String> addresses() {
        return addresses;
    }

    int size() {
        return addresses.size();
    }

    /** What the kubelet and the reloader do when the ConfigMap has changed. */
    void reload(int node) throws IOException {
        writeConfig(node);
        processes.get(node).signal(ChildProcess.Signal.HUP);
    }

    /** The same when the server Secret has changed. */
    void reloadSecret(int node) throws IOException {
        writeSecret(node);
        processes.get(node).signal(ChildProcess.Signal.HUP);
    }

    /** By SIGKILL: what it has not handed to the operating system is gone. */
    void kill(int node) {
        processes.get(node).kill();
    }

    /** What the kubelet does when a container has ended. */
    void restart(int node) {
        new Node(node).restart();
    }

    private void writeSecret(int node) throws IOException {
        JsonNode secret = live(ObjectKind.SECRET, names.serverSecret()).path("data");
        Path place = folder.resolve("node-" + node);
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            if (mounted.containsKey(node) && !mounted.get(node).contains(file.getValue())) {
                Files.deleteIfExists(place.resolve(file.getValue()));
                continue;
            }
            Files.writeString(place.resolve(file.getValue()), mounted(TestCluster.text(secret, file.getKey()), place));
        }
    }

    private void writeConfig(int node) throws IOException {
        String rendered = live(ObjectKind.CONFIG_MAP, launch(node).configMap())
                .at("/data/" + Keys.NATS_CONF)
                .asText();
        Path place = folder.resolve("node-" + node);
        Files.writeString(place.resolve(Paths.CONFIG_FILE), here(NatsConf.parse(rendered), node, place));
    }

    private String here(Block conf, int node, Path place) {
        String address = addresses.get(node);
        Block own = conf.with("host", address)
                .with("pid_file", place.resolve("pid").toString())
                .with("jetstream", conf.block("jetstream").with("store_dir", store(conf, node, place)));
        return mounted(
                (conf.get("cluster").isPresent() ? own.with("cluster", cluster(conf, address)) : own).print(), place);
    }

    private Block cluster(Block conf, String address) {
        List<String> routes = addresses.stream()
                .limit(conf.block("cluster").items("routes").size())
                .map(peer -> "nats://" + peer + ":6222")
                .toList();
        Block cluster = conf.block("cluster").with("host", address).with("routes", Items.ofTexts(routes));
        // The certificates name hosts of the cluster, not the addresses of here.
        return cluster.get("tls").isPresent()
                ? cluster.with("tls", cluster.block("tls").with("insecure", true))
                : cluster;
    }

    private String store(Block conf, int node, Path place) {
        String inPod = ((NatsConf.Text) conf.block("jetstream").get("store_dir").orElseThrow()).value();
        return launch(node)
                .disk()
                .map(disk -> inPod.replace(Paths.DATA_DIR, disk.toString()))
                .orElse(place.resolve("store").toString());
    }

    private static String mounted(String text, Path place) {
        return text.replace(Paths.CONFIG_DIR, place.toString());
    }

    private boolean tellsTls() {
        return live(ObjectKind.ISB_SERVICE, names.isbsvcName())
                .at("/status/config/jetstream/tlsEnabled")
                .asBoolean();
    }

    /** What a node says of itself. */
    JsonNode varz(int node) throws IOException {
        return JSON.readTree(
                URI.create("http://" + addresses.get(node) + ":8222/varz").toURL());
    }

    /** As a vertex connects, with what it holds in its environment. */
    Connection connect() throws IOException, InterruptedException {
        return connect(tellsTls());
    }

    /** Whatever the status tells. */
    Connection connect(boolean tls) throws IOException, InterruptedException {
        JsonNode client = live(ObjectKind.SECRET, names.clientSecret()).path("data");
        Options.Builder options = Options.builder();
        if (tls) {
            options.sslContext(SSLUtils.createOpenTLSContext());
        }
        return Nats.connectReconnectOnConnect(options.servers(addresses.stream()
                        .map(peer -> "nats://" + peer + ":4222")
                        .toArray(String[]::new))
                .userInfo(TestCluster.text(client, Keys.CLIENT_USER), TestCluster.text(client, Keys.CLIENT_PASSWORD))
                // A node that restarts is no news.
                .errorListener(new ErrorListener() {})
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .build());
    }

    @Override
    public void close() {
        processes.values().forEach(process -> process.stop(GRACE));
    }
}
