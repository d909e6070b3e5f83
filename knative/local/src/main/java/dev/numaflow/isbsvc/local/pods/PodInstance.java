package dev.numaflow.isbsvc.local.pods;

import dev.numaflow.isbsvc.local.serving.Instance;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A function that runs as a pod, known by what its watch saw last. */
final class PodInstance implements Instance {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    /** A container that was killed, as a shell counts. */
    private static final int KILLED = 137;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Duration grace;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private volatile Optional<InetSocketAddress> address = Optional.empty();
    private volatile int code = KILLED;

    PodInstance(KubernetesClient client, Pod pod) {
        this.client = client;
        this.namespace = pod.getMetadata().getNamespace();
        this.name = pod.getMetadata().getName();
        this.grace = Duration.ofSeconds(pod.getSpec().getTerminationGracePeriodSeconds());
    }

    /** Takes in what changed. A pod that ended of its own accord is deleted, because nothing runs in it again. */
    void observe(Pod pod) {
        String ip = pod.getStatus().getPodIP();
        if (ip != null && !ip.isEmpty()) {
            address = Optional.of(new InetSocketAddress(ip, FunctionPod.PORT));
        }
        pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state.getTerminated() != null)
                .findFirst()
                .ifPresent(state -> code = state.getTerminated().getExitCode());
        if (ENDED.contains(pod.getStatus().getPhase())) {
            if (pod.getMetadata().getDeletionTimestamp() == null) {
                delete(Duration.ZERO);
            }
            exit.complete(code);
        }
    }

    /** Its object is gone, so that nothing of it runs any more. */
    void gone() {
        exit.complete(code);
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return address;
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public CompletableFuture<Integer> onExit() {
        return exit.copy();
    }

    @Override
    public void terminate() {
        delete(grace);
    }

    @Override
    public void kill() {
        delete(Duration.ZERO);
    }

    private void delete(Duration within) {
        client.pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(within.toSeconds())
                .delete();
    }

    @Override
    public void stop(Duration within) {
        terminate();
        try {
            exit.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            kill();
        }
    }
}
