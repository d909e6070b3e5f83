package dev.numaflow.isbsvc.local.pods;

import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.serving.Instance;
import dev.numaflow.isbsvc.local.serving.Launcher;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs functions as Knative Serving does: a pod for each instance, of the Service's template, with its own account and rights. */
public final class FunctionPods implements Launcher, AutoCloseable {
    private static final long COPY_MILLISECONDS = 100;

    private final KubernetesClient client;
    private final List<Document> parts;
    private final Supplier<Map<String, String>> overrides;
    private final Logs logs;
    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, PodInstance> instances = new ConcurrentHashMap<>();
    private final Map<String, PodLog> podLogs = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> pods;
    private final ScheduledExecutorService copying = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "function-logs");
        thread.setDaemon(true);
        return thread;
    });

    /** Where the logs of containers are kept. */
    @FunctionalInterface
    public interface Logs {
        /** The folder with the logs of a pod's container. */
        Path folder(String namespace, String pod, String uid, String container);
    }

    /**
     * Prepares to run the functions of an installation.
     *
     * @param overrides what each function finds in its environment only on this machine
     * @param folder of the logs of functions
     */
    public FunctionPods(
            KubernetesClient client,
            Installation installation,
            Supplier<Map<String, String>> overrides,
            Logs logs,
            Path folder) {
        this.client = client;
        this.parts = installation.parts();
        this.overrides = overrides;
        this.logs = logs;
        this.folder = folder;
        this.pods =
                client.pods().inAnyNamespace().withLabel(FunctionPod.SERVICE).inform(new Changes());
        copying.scheduleWithFixedDelay(
                () -> podLogs.values().forEach(PodLog::copy), 0, COPY_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Instance launch(FunctionService function) {
        String name = "%s-%05d".formatted(function.name().name(), number.incrementAndGet());
        Pod pod = FunctionPod.render(
                client.getKubernetesSerialization(), function, document(function), name, overrides.get());
        PodInstance instance = new PodInstance(client, pod);
        // Before it is created, because its first change may arrive at once.
        instances.put(name, instance);
        Pod created = client.resource(pod).create();
        Path log = logs.folder(
                        function.name().namespace(), name, created.getMetadata().getUid(), FunctionPod.CONTAINER)
                .resolve("0.log");
        podLogs.put(name, new PodLog(log, folder.resolve(function.name().name() + ".log")));
        return instance;
    }

    private Document document(FunctionService function) {
        return parts.stream()
                .filter(part -> part.kind().equals("Service")
                        && part.name().equals(function.name().name())
                        && part.namespace().equals(function.name().namespace()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        copying.shutdownNow();
        pods.close();
    }

    private final class Changes implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            observe(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            observe(after);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            String name = pod.getMetadata().getName();
            PodLog log = podLogs.remove(name);
            if (log != null) {
                log.copy();
            }
            PodInstance instance = instances.remove(name);
            if (instance != null) {
                instance.gone();
            }
        }

        private void observe(Pod pod) {
            PodInstance instance = instances.get(pod.getMetadata().getName());
            if (instance != null) {
                instance.observe(pod);
            }
        }
    }
}
