package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.access.ServiceAccounts;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.broker.BrokerServer;
import dev.numaflow.isbsvc.local.broker.EventRecord;
import dev.numaflow.isbsvc.local.controllers.Controllers;
import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.knative.KnativeObjects;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.ping.PingWatch;
import dev.numaflow.isbsvc.local.ping.Pings;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.serving.Launcher;
import dev.numaflow.isbsvc.local.serving.Serving;
import dev.numaflow.isbsvc.local.sources.Sources;
import dev.numaflow.isbsvc.local.system.Options.StandIn;
import dev.numaflow.isbsvc.servers.NodeNetwork;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The running system: starts each part after those it needs, and stops them in reverse order. */
public final class LocalSystem implements AutoCloseable {
    private static final ObjectType PING_SOURCE = new ObjectType("sources.knative.dev/v1", "PingSource");
    private static final ObjectType BROKER = new ObjectType("eventing.knative.dev/v1", "Broker");

    private final Options options;
    private final StateFolder folder;
    private final Repository repository;
    private final Progress progress;
    private final Installation installation;
    private final EndpointsFile endpoints;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private final Object publishing = new Object();

    /** Set last: published addresses can be used immediately. */
    private volatile boolean usable;

    private KubernetesClient client;
    private NatsAddresses nats;
    private Serving serving;
    private BrokerServer broker;
    private KnativeObjects knative;

    public LocalSystem(Options options, StateFolder folder, Repository repository, Progress progress) {
        this.options = options;
        this.folder = folder;
        this.repository = repository;
        this.progress = progress;
        this.installation = Installation.read(repository.manifests());
        this.endpoints = new EndpointsFile(folder.endpoints());
    }

    /** Returns when every later change of an object will be handled. */
    public void start() throws Exception {
        Launchers launchers = new Launchers(options, folder, repository, installation, progress, this::keep);
        CompletableFuture<Path> natsServer = launchers.natsServer();
        launchers.prepare();
        ApiServer api = keep(new ApiServers(folder, progress).start(options));
        Config config = Config.fromKubeconfig(api.kubeconfig().toFile());
        // Objects without a namespace get the same one, whatever the current context of the kubeconfig.
        config.setNamespace("default");
        client = keep(new KubernetesClientBuilder().withConfig(config).build());
        int applied = new ClusterObjects(client).apply(installation.clusterObjects());
        progress.report("applied  " + applied + " objects of the manifests");
        if (options.with(StandIn.controllers) && !api.controls()) {
            keep(Controllers.start(client));
        }
        Launcher launcher = launchers.start(client, natsServer, this::overrides);
        knative = KnativeObjects.serve(client);
        startFunctions(launcher);
        new ShownParts(options, broker::url, serving::url).show(installation.parts(), knative);
        nats = keep(new NatsAddresses(client, this::publishEndpoints));
        if (options.with(StandIn.sources)) {
            startSources();
        }
        usable = true;
        publishEndpoints();
        progress.report("ready    broker " + brokerUrl() + ", functions asleep");
    }

    private void startFunctions(Launcher launcher) throws IOException {
        serving = keep(
                Serving.start(installation.functions(), launcher, folder.logs(), progress, this::publishEndpoints));
        EventRecord record = keep(EventRecord.in(folder.logs().resolve("events.jsonl")));
        String address = options.realNode() ? NodeNetwork.NODE : "127.0.0.1";
        broker = keep(BrokerServer.start(address, installation, serving::url, record::add, progress));
    }

    /** Where Knative has Brokers of its own, none there stands for the broker that runs here. */
    private Map<String, String> overrides() {
        return knative.runsHere(BROKER)
                ? Map.of()
                : Map.of("ISBSVC_BROKER", brokerUrl().toString());
    }

    private void startSources() {
        ServiceAccounts accounts = new ServiceAccounts(client, folder.access());
        EventSender sender = keep(new EventSender(progress));
        Sources sources = keep(new Sources(sender, progress));
        Map<ObjectName, KubernetesClient> clients = new HashMap<>();
        for (ApiServerSource source : installation.sources()) {
            ObjectName account = new ObjectName(source.name().namespace(), source.serviceAccount());
            KubernetesClient rights = clients.computeIfAbsent(account, name -> keep(accounts.client(name)));
            sources.start(source, rights, broker.url(source.sink()));
        }
        startPings(keep(new Pings(sender)));
    }

    private void startPings(Pings pings) {
        if (knative.runsHere(PING_SOURCE)) {
            keep(new PingWatch(client, pings, broker::url, progress).start());
        } else {
            installation.pings().forEach(source -> pings.start(source, broker.url(source.sink())));
        }
    }

    private synchronized <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    private void publishEndpoints() {
        if (!usable) {
            return;
        }
        // Read and written under one lock, so that an older state never replaces a newer one.
        synchronized (publishing) {
            endpoints.write(new EndpointsFile.Content(brokerUrl(), serving.states(), nats.byService()));
        }
    }

    private URI brokerUrl() {
        Reference only = installation.brokers().get(0).reference();
        return broker.url(only);
    }

    public KubernetesClient client() {
        return client;
    }

    public Serving serving() {
        return serving;
    }

    /** The commands to use the running system. */
    public List<String> howToGoOn() {
        return List.of(
                "The system stays up until Ctrl-C. Further changes wake the functions again:",
                "  kubectl --kubeconfig " + folder.kubeconfig() + " get isbsvc,pods,events -A",
                "  broker     " + brokerUrl(),
                "  nats       " + nats.byService(),
                "  endpoints  " + folder.endpoints() + ", logs " + folder.logs());
    }

    @Override
    public void close() {
        while (true) {
            AutoCloseable part;
            synchronized (this) {
                part = running.poll();
            }
            if (part == null) {
                return;
            }
            try {
                part.close();
            } catch (Exception failure) {
                progress.report("could not end " + part + ": " + failure);
            }
        }
    }
}
