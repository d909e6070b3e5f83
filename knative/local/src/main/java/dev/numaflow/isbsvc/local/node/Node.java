package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stands in for scheduler, kubelet and volume provisioner of a cluster with one node: runs every pod's main container as a real
 * nats-server process on a loopback address of its own. The other containers of a pod are only reported.
 */
public final class Node implements AutoCloseable {
    /** The node's name. */
    public static final String NAME = "local";
    /** The address of the node. */
    static final String HOST_ADDRESS = "127.0.0.1";

    private final PodContext context;
    private final Scheduler scheduler;
    private final NodeObject object;
    private final ClaimProvisioner provisioner;
    private final Loop loop = new Loop("node", this::pass);
    private final Loop sources = new Loop("node-sources", this::sourcesChanged);
    private final Watches pods = new Watches(loop::trigger);
    private final Watches files = new Watches(sources::trigger);
    private final Known<Pod> known;
    private final Map<String, PodRunner> runners = new HashMap<>();

    private Node(PodContext context) {
        this.context = context;
        this.scheduler = new Scheduler(context.client(), unboundClaims());
        this.object = new NodeObject(context.client(), Machine.ofThisJvm());
        this.provisioner = new ClaimProvisioner(context.client(), context.folders());
        this.known = pods.watch(context.client().pods().inAnyNamespace());
        files.watch(context.client().configMaps().inAnyNamespace());
        files.watch(context.client().secrets().inAnyNamespace());
    }

    /** Watches claims and storage classes, so that each of their changes starts a pass. */
    private UnboundClaims unboundClaims() {
        return new UnboundClaims(
                pods.watch(context.client().persistentVolumeClaims().inAnyNamespace()),
                new StorageClasses(pods.watch(context.client().storage().v1().storageClasses())));
    }

    /**
     * Starts to run pods.
     *
     * @param dir the folder of pods, logs and volumes
     * @param natsServer the executable of every main container
     */
    public static Node start(KubernetesClient client, Path dir, Path natsServer, Hosts hosts, Progress progress) {
        return new Node(new PodContext(client, new Folders(dir.toAbsolutePath()), natsServer, hosts, progress));
    }

    private void pass() {
        if (!pods.complete()) {
            return;
        }
        List<Pod> all = known.all();
        endThoseGone(all);
        Loop.each(all, pod -> {
            if (Scheduler.isWaiting(pod)) {
                scheduler.place(pod);
            } else if (NAME.equals(pod.getSpec().getNodeName())) {
                runner(pod).observe(pod);
            }
        });
    }

    /** Runs first: a new pod of the same name has the same address. */
    private synchronized void endThoseGone(List<Pod> all) {
        Set<String> present =
                all.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        runners.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    private synchronized PodRunner runner(Pod pod) {
        return runners.computeIfAbsent(pod.getMetadata().getUid(), uid -> {
            PodRunner runner = new PodRunner(context, pod);
            runner.begin();
            return runner;
        });
    }

    private synchronized void sourcesChanged() {
        runners.values().forEach(PodRunner::sourcesChanged);
    }

    /** Kills every process. */
    @Override
    public void close() {
        pods.close();
        files.close();
        loop.close();
        sources.close();
        provisioner.close();
        object.close();
        synchronized (this) {
            runners.values().forEach(PodRunner::close);
            runners.clear();
        }
    }
}
