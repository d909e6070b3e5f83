package dev.numaflow.isbsvc.local.realnode;

import dev.numaflow.isbsvc.local.node.ClaimProvisioner;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.report.UnusableInput;
import dev.numaflow.isbsvc.servers.ContainerImage;
import dev.numaflow.isbsvc.servers.KubernetesNode;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NodeNetwork;
import dev.numaflow.isbsvc.servers.NodeTools;
import dev.numaflow.isbsvc.servers.NodeUnavailable;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A node as in any cluster, on this machine: kubelet, containerd, scheduler, DNS, and folders as volumes. */
public final class RealNode implements AutoCloseable {
    private static final int SECONDS_TO_REGISTER = 60;

    private final KubernetesNode node;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private RealNode(KubernetesNode node) {
        this.node = node;
    }

    /** Removes what a run that was killed left there; says what is missing if none can run on this machine. */
    public static void clear(Path folder) {
        try {
            KubernetesNode.removeRemains(NodeTools.find(), folder);
        } catch (NodeUnavailable missing) {
            throw new UnusableInput(missing.getMessage());
        }
    }

    /** The network of pods, which is there before the API server. */
    public static NodeNetwork network(Path folder) throws IOException {
        return NodeNetwork.create(NodeTools.find(), Files.createDirectories(folder));
    }

    /**
     * Starts it; returns when it is ready for pods.
     *
     * @param functions the archive of the functions' image
     * @param name of that image in the manifests
     */
    public static RealNode start(
            KubernetesClient client, Path kubeconfig, Path folder, Path functions, String name, Progress progress)
            throws IOException {
        RealNode node = new RealNode(KubernetesNode.start(NodeTools.find(), folder));
        try {
            node.load(functions, name);
            node.running.push(ClusterDns.start(client, NodeNetwork.NODE));
            node.running.push(ClaimProvisioner.start(client, folder));
            node.node.join(kubeconfig);
            client.nodes()
                    .withName(KubernetesNode.NAME)
                    .waitUntilCondition(RealNode::isReady, SECONDS_TO_REGISTER, TimeUnit.SECONDS);
            progress.report("node     kubelet and containerd are ready for pods");
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void load(Path functions, String name) throws IOException {
        for (ContainerImage image : NodeImages.of(
                NatsServerBinary.pinnedVersion(),
                NatsServerBinary.obtainStatic(),
                KubernetesNode.containersProgram())) {
            node.load(image);
        }
        for (String loaded : node.load(functions)) {
            node.tag(loaded, NodeImages.qualified(name));
        }
    }

    private static boolean isReady(Node node) {
        return node != null
                && node.getStatus().getConditions() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    /** The folder with the logs of a pod's container. */
    public Path logs(String namespace, String pod, String uid, String container) {
        return node.logs(namespace, pod, uid, container);
    }

    @Override
    public void close() {
        try {
            while (!running.isEmpty()) {
                running.pop().close();
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        } finally {
            node.close();
        }
    }
}
