package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.servers.ChildProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The main container of one pod as a process: its folders, its environment, its command. */
final class MainContainer {
    /** The variables that a container gets from this JVM's environment: only those that system tools need. */
    private static final Map<String, String> BASE_ENVIRONMENT = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    private final PodContext context;
    private final Pod pod;
    private final Container spec;
    private final PodHost host;
    private final String address;
    private final ImagePull image;
    private Volumes volumes;
    private NatsCommand command;

    MainContainer(PodContext context, Pod pod, String address) {
        this.context = context;
        this.pod = pod;
        this.spec = main(pod);
        this.host = PodHost.of(pod);
        this.address = address;
        this.image = new ImagePull(spec.getImage());
    }

    /** A pod without one is rejected before it runs. */
    private static Container main(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(Containers.MAIN))
                .findFirst()
                .orElseGet(Container::new);
    }

    /** The folder that is deleted with the pod. */
    Path folder() {
        return context.folders().pod(host, pod.getMetadata().getUid());
    }

    Container spec() {
        return spec;
    }

    /** Starts the server; throws {@link NotYet} if something is missing. */
    ChildProcess start() {
        image.attempt();
        DownwardFields downward = new DownwardFields(pod, address, Machine.ofThisJvm());
        Sources sources = Sources.of(context.client());
        volumes = new Volumes(
                pod,
                spec,
                folder(),
                new ProjectedContent(host.namespace(), downward, sources),
                claimFolders(),
                address,
                context.hosts()::addressOf);
        PathMapping paths = volumes.prepare();
        Map<String, String> environment = new HashMap<>(BASE_ENVIRONMENT);
        environment.putAll(new PodEnvironment(host.namespace(), downward, sources).of(spec));
        command = new NatsCommand(context.server(), paths, environment);
        return run(command.start(spec));
    }

    /** Runs the pod's preStop hook. */
    Optional<ChildProcess> beforeStop() {
        return command.beforeStop(spec).map(this::run);
    }

    /** Updates the files from their sources; returns whether a config reloader of the pod signals the server. */
    boolean refreshFiles() {
        Map<String, Set<String>> changed = volumes.refresh();
        return ConfigReloader.all(pod).anyMatch(reloader -> reloader.signals(changed));
    }

    private ChildProcess run(List<String> line) {
        return ChildProcess.start(new ChildProcess.Command(
                line, command.environment(), true, folder(), context.folders().log(host)));
    }

    private Map<String, Path> claimFolders() {
        Map<String, Path> folders = new HashMap<>();
        pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .forEach(claim -> folders.put(claim, claimFolder(claim)));
        return folders;
    }

    private Path claimFolder(String name) {
        PersistentVolumeClaim claim = context.client()
                .persistentVolumeClaims()
                .inNamespace(host.namespace())
                .withName(name)
                .get();
        if (claim == null || !ClaimProvisioner.isBound(claim)) {
            throw new NotYet("ContainerCreating", "persistentvolumeclaim \"" + name + "\" not bound");
        }
        return context.folders().volume(claim.getSpec().getVolumeName());
    }
}
