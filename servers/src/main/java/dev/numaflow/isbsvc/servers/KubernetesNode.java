package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A real node of a control plane: containerd, kubelet and scheduler. All that it makes on this machine ends with {@link #close()}. */
public final class KubernetesNode implements AutoCloseable {
    /** The node's name. */
    public static final String NAME = "local";

    private static final String SANDBOX = "registry.k8s.io/pause:3.10";
    private static final Duration START = Duration.ofSeconds(60);

    private final NodeTools tools;
    private final NodeFiles files;
    private final NodeRemains remains;
    private final KernelSettings kernel = KernelSettings.read();
    private final Deque<ChildProcess> processes = new ArrayDeque<>();

    private KubernetesNode(NodeTools tools, Path folder) {
        this.tools = tools;
        this.files = new NodeFiles(folder.toAbsolutePath());
        this.remains = new NodeRemains(files);
    }

    /** Removes what a run that was killed left of a node in this folder, and its network. */
    public static void removeRemains(NodeTools tools, Path folder) {
        NodeFiles files = new NodeFiles(folder.toAbsolutePath());
        if (Files.exists(files.containerd())) {
            new NodeRemains(files).remove();
            ToolRun.attempt(files.folder(), tools.ip().toString(), "link", "delete", NodeNetwork.BRIDGE);
        }
    }

    /**
     * Starts containerd, with the sandbox of pods and without any other image.
     *
     * @param folder of all its files
     */
    public static KubernetesNode start(NodeTools tools, Path folder) throws IOException {
        KubernetesNode node = new KubernetesNode(tools, folder);
        try {
            node.startContainerd();
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void startContainerd() throws IOException {
        Files.createDirectories(files.folder());
        files.write(tools, SANDBOX);
        NodeCgroups.create();
        ChildProcess containerd = run(
                "containerd",
                List.of(
                        tools.containerd().toString(),
                        "--config",
                        files.containerd().toString()));
        List<String> ask = new ArrayList<>(files.ctr(tools));
        ask.add("version");
        if (!Polling.isTrueWithin(START, containerd, () -> Files.exists(files.socket()))) {
            throw new IllegalStateException(containerd + " has no socket: " + LogTail.of(containerd.log()));
        }
        ToolRun.lines(files.folder(), ask.toArray(String[]::new));
        load(new ContainerImage(SANDBOX, Map.of("/pause", containersProgram()), "/pause"));
    }

    /** The program that is the sandbox of pods, and, by other names, what runs beside a nats-server. */
    public static Path containersProgram() {
        return NodeRecipe.containers().obtain();
    }

    /** Loads an image of one program. */
    public void load(ContainerImage image) throws IOException {
        Path tar = Files.createTempFile(files.folder(), "image", ".tar");
        try {
            image.writeTo(tar);
            load(tar);
        } finally {
            Files.deleteIfExists(tar);
        }
    }

    /** Loads an archive of images; returns their names. */
    public List<String> load(Path archive) {
        return ctr("images", "import", archive.toAbsolutePath().toString()).stream()
                .filter(line -> line.startsWith("unpacking "))
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    /** Gives an image that is loaded another name. */
    public void tag(String image, String name) {
        ctr("images", "tag", image, name);
    }

    private List<String> ctr(String... arguments) {
        List<String> command = new ArrayList<>(files.ctr(tools));
        command.addAll(List.of(arguments));
        return ToolRun.lines(files.folder(), command.toArray(String[]::new));
    }

    /** Starts the kubelet, which registers the node, and the scheduler. */
    public void join(Path kubeconfig) throws IOException {
        Path program = NodeRecipe.kubelet().obtain();
        run(
                "kubelet",
                List.of(
                        named("kubelet", program),
                        "--config=" + files.kubelet(),
                        "--kubeconfig=" + kubeconfig,
                        "--root-dir=" + files.kubeletRoot(),
                        "--cert-dir=" + files.kubeletRoot().resolve("pki"),
                        "--hostname-override=" + NAME,
                        "--node-ip=" + NodeNetwork.NODE));
        run(
                "kube-scheduler",
                List.of(
                        named("kube-scheduler", program),
                        "--kubeconfig=" + kubeconfig,
                        "--leader-elect=false",
                        "--secure-port=0"));
    }

    private String named(String name, Path program) throws IOException {
        Path link = files.folder().resolve("bin").resolve(name);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        return Files.createSymbolicLink(link, program).toString();
    }

    private ChildProcess run(String name, List<String> command) {
        ChildProcess process = ChildProcess.start(ChildProcess.Command.of(command, files.folder(), files.log(name)));
        processes.push(process);
        return process;
    }

    /** The folder with the logs of a pod's container, of which kubelet begins a new one with each start. */
    public Path logs(String namespace, String pod, String uid, String container) {
        return files.podLogs().resolve(namespace + "_" + pod + "_" + uid).resolve(container);
    }

    /** Ends every pod without grace, and removes all that ran them. */
    @Override
    public void close() {
        while (processes.size() > 1) {
            processes.pop().kill();
        }
        // While containerd runs, it removes what belongs to a container that ends.
        remains.killContainers();
        while (!processes.isEmpty()) {
            processes.pop().close();
        }
        remains.remove();
        kernel.restore();
        deleteImages();
    }

    /** They are as large as all images. */
    private void deleteImages() {
        try {
            FileTree.delete(files.folder().resolve("containerd"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
