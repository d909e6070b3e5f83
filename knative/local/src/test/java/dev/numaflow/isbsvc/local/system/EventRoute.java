package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.StubFunction;
import dev.numaflow.isbsvc.local.access.ServiceAccounts;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.broker.BrokerServer;
import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.sources.Sources;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import io.cloudevents.CloudEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The way of an event on a real control plane: the sources and triggers of the manifests, and of the functions `update` alone, as it is
 * packaged. No clock ticks, so that nothing but an event makes it look.
 */
final class EventRoute implements AutoCloseable {

    private static final String FUNCTION = "update";

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final List<CloudEvent> events = new CopyOnWriteArrayList<>();
    private final Installation installation =
            Installation.read(Repository.find().manifests());
    private final StubFunction others = keep(new StubFunction());
    private final KubernetesClient client;
    private final FunctionProcess update;
    private volatile boolean open = true;

    EventRoute(Path folder) throws Exception {
        ControlPlane plane = keep(ControlPlane.start(folder.resolve("control-plane")));
        client = keep(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(plane.kubeconfig().toFile()))
                .build());
        new ClusterObjects(client).apply(installation.clusterObjects());
        ServiceAccounts accounts = new ServiceAccounts(client, folder.resolve("access"));
        update = keep(FunctionProcess.start(
                FUNCTION, Files.readString(accounts.kubeconfig(new ObjectName("isbsvc-system", FUNCTION)))));
        BrokerServer broker = keep(BrokerServer.start(installation, this::address, events::add, message -> {}));
        Sources sources = keep(new Sources(keep(new EventSender(message -> {})), message -> {}));
        for (ApiServerSource source : installation.sources()) {
            KubernetesClient rights =
                    keep(accounts.client(new ObjectName(source.name().namespace(), source.serviceAccount())));
            sources.start(source, rights, broker.url(source.sink()));
        }
    }

    private URI address(Reference function) {
        return open && function.name().equals(FUNCTION) ? update.address() : others.url();
    }

    /** Whether `update` gets what the triggers give it; or else the events for it are lost. */
    void deliver(boolean delivered) {
        open = delivered;
    }

    KubernetesClient client() {
        return client;
    }

    /** All that have passed the broker. */
    List<CloudEvent> events() {
        return List.copyOf(events);
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : running) {
            part.close();
        }
    }
}
