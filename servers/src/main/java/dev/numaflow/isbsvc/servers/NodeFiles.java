package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a node, all below one folder, and what is written into them before anything starts. */
record NodeFiles(Path folder) {
    /** The longest path of a socket that Linux accepts, without the zero at its end. */
    private static final int LONGEST_SOCKET = 107;

    /** What containerd and its containers leave where they run. */
    static final String SHIMS = "io.containerd.runtime.v2.task/k8s.io";

    /** Those of the pods that still are. */
    static final String SANDBOXES = "containerd/io.containerd.grpc.v1.cri/sandboxes";

    private static final String NETWORK = "isbsvc-pods";

    Path socket() {
        return folder.resolve("containerd.sock");
    }

    Path state() {
        return folder.resolve("containerd-state");
    }

    Path containerd() {
        return folder.resolve("containerd.toml");
    }

    Path kubelet() {
        return folder.resolve("kubelet.yaml");
    }

    Path kubeletRoot() {
        return folder.resolve("kubelet");
    }

    Path podLogs() {
        return folder.resolve("pod-logs");
    }

    Path log(String program) {
        return folder.resolve(program + ".log");
    }

    void write(NodeTools tools, String sandboxImage) throws IOException {
        if (socket().toString().length() > LONGEST_SOCKET) {
            throw new NodeUnavailable("the folder of a real node has a path that is too long for a socket: found "
                    + socket() + ", allowed: " + LONGEST_SOCKET + " characters");
        }
        Path network = Files.createDirectories(folder.resolve("network"));
        Files.createDirectories(kubeletRoot());
        Files.writeString(folder.resolve("resolv.conf"), "nameserver " + NodeNetwork.NODE + "\n");
        Files.writeString(network.resolve("10-pods.conflist"), networkText());
        Files.writeString(containerd(), containerdText(tools, network, sandboxImage));
        Files.writeString(kubelet(), kubeletText());
    }

    private String networkText() {
        return """
                {"cniVersion": "0.4.0", "name": "%s", "plugins": [
                  {"type": "bridge", "bridge": "%s", "isGateway": true, "hairpinMode": true,
                   "ipam": {"type": "host-local", "dataDir": "%s",
                            "ranges": [[{"subnet": "%s"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
                """
                .formatted(NETWORK, NodeNetwork.BRIDGE, folder.resolve("addresses"), NodeNetwork.PODS);
    }

    /** Network namespaces and the state of runc are in the folder, too, so that they are not left elsewhere. */
    private String containerdText(NodeTools tools, Path network, String sandboxImage) {
        return """
                version = 2
                root = "%s"
                state = "%s"
                [grpc]
                  address = "%s"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  restrict_oom_score_adj = true
                  netns_mounts_under_state_dir = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "%s"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                    runtime_type = "io.containerd.runc.v2"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                      Root = "%s"
                """
                .formatted(
                        folder.resolve("containerd"),
                        state(),
                        socket(),
                        sandboxImage,
                        tools.networkPlugins(),
                        network,
                        folder.resolve("runc"));
    }

    private String kubeletText() {
        return """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                address: %s
                healthzPort: 0
                containerRuntimeEndpoint: unix://%s
                cgroupDriver: cgroupfs
                cgroupRoot: /%s
                failCgroupV1: false
                failSwapOn: false
                makeIPTablesUtilChains: false
                authentication: {anonymous: {enabled: false}, webhook: {enabled: true}}
                authorization: {mode: Webhook}
                clusterDNS: ["%s"]
                clusterDomain: cluster.local
                resolvConf: "%s"
                podLogsDir: "%s"
                volumePluginDir: "%s"
                maxPods: 200
                imageGCHighThresholdPercent: 100
                evictionHard: {nodefs.available: "1%%", imagefs.available: "1%%", memory.available: 50Mi}
                """
                .formatted(
                        NodeNetwork.NODE,
                        socket(),
                        NodeCgroups.NAME,
                        NodeNetwork.NODE,
                        folder.resolve("resolv.conf"),
                        podLogs(),
                        folder.resolve("volume-plugins"));
    }

    List<String> ctr(NodeTools tools) {
        return List.of(tools.ctr().toString(), "--address", socket().toString(), "--namespace", "k8s.io");
    }
}
