package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.access.ServiceAccounts;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.node.Hosts;
import dev.numaflow.isbsvc.local.node.Node;
import dev.numaflow.isbsvc.local.pods.FunctionPods;
import dev.numaflow.isbsvc.local.realnode.RealNode;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.serving.Launcher;
import dev.numaflow.isbsvc.local.system.Options.StandIn;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Decides what runs pods and functions: processes of this machine, or a kubelet.
 *
 * @param keep takes each part that is started, to be closed in the reverse order
 */
record Launchers(
        Options options,
        StateFolder folder,
        Repository repository,
        Installation installation,
        Progress progress,
        Consumer<AutoCloseable> keep) {

    /** Does what comes before the API server. */
    void prepare() throws IOException {
        if (options.realNode()) {
            keep.accept(RealNode.network(folder.node()));
        }
    }

    /** A nats-server for processes, which may have to be obtained first. */
    CompletableFuture<Path> natsServer() {
        return options.with(StandIn.node) && !options.realNode()
                ? CompletableFuture.supplyAsync(NatsServerBinary::obtain)
                : CompletableFuture.completedFuture(Path.of(""));
    }

    /** @param overrides what each function finds in its environment only on this machine */
    Launcher start(KubernetesClient client, CompletableFuture<Path> natsServer, Supplier<Map<String, String>> overrides)
            throws IOException {
        return options.realNode() ? pods(client, overrides) : processes(client, natsServer, overrides);
    }

    private Launcher processes(
            KubernetesClient client, CompletableFuture<Path> natsServer, Supplier<Map<String, String>> overrides) {
        Optional<Hosts> hosts = Optional.empty();
        if (options.with(StandIn.node)) {
            hosts = Optional.of(Hosts.in(folder.path()));
            keep.accept(Node.start(client, folder.node(), natsServer.join(), hosts.get(), progress));
        }
        ServiceAccounts accounts = new ServiceAccounts(client, folder.access());
        return new FunctionProcesses(repository, folder, installation, accounts, overrides, hosts.map(Hosts::file));
    }

    private Launcher pods(KubernetesClient client, Supplier<Map<String, String>> overrides) throws IOException {
        RealNode node = RealNode.start(
                client,
                folder.kubeconfig(),
                folder.node(),
                repository.functionsImage(),
                Repository.FUNCTIONS,
                progress);
        keep.accept(node);
        FunctionPods pods = new FunctionPods(client, installation, overrides, node::logs, folder.logs());
        keep.accept(pods);
        return pods;
    }
}
