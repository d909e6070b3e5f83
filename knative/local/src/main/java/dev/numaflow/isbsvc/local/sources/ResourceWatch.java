package dev.numaflow.isbsvc.local.sources;

import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.manifests.WatchedResource;
import dev.numaflow.isbsvc.local.report.Progress;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * Watches one type from now on. Skips what exists at the start, and what changed while the watch was expired (410): the real
 * adapter begins with a list as well, and sends no events for it.
 */
final class ResourceWatch implements AutoCloseable {
    private final KubernetesClient client;
    private final WatchedResource resource;
    private final Optional<String> namespace;
    private final BiConsumer<Watcher.Action, GenericKubernetesResource> changes;
    private final Progress progress;
    private final ExecutorService inOrder;
    private Watch watch;
    private boolean closed;

    ResourceWatch(
            KubernetesClient client,
            WatchedResource resource,
            Optional<String> namespace,
            BiConsumer<Watcher.Action, GenericKubernetesResource> changes,
            Progress progress) {
        this.client = client;
        this.resource = resource;
        this.namespace = namespace;
        this.changes = changes;
        this.progress = progress;
        this.inOrder = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "source-" + resource.type().plural());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns when it will see every later change. */
    synchronized void start() {
        if (closed) {
            return;
        }
        String now = objects()
                .list(new ListOptionsBuilder().withLimit(1L).build())
                .getMetadata()
                .getResourceVersion();
        watch = objects()
                .watch(new ListOptionsBuilder().withResourceVersion(now).build(), new Changes());
    }

    private FilterWatchListDeletable<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects() {
        ObjectType type = resource.type();
        var all = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(type.group())
                .withVersion(type.version())
                .withKind(type.kind())
                .withPlural(type.plural())
                .withNamespaced(true)
                .build());
        return (namespace.isPresent() ? all.inNamespace(namespace.get()) : all.inAnyNamespace())
                .withLabels(resource.labels());
    }

    private final class Changes implements Watcher<GenericKubernetesResource> {

        @Override
        public void eventReceived(Action action, GenericKubernetesResource object) {
            if (action == Action.BOOKMARK) {
                return;
            }
            // The sender may block on the broker; the watch itself must not.
            inOrder.execute(() -> changes.accept(action, object));
        }

        @Override
        public void onClose(WatcherException cause) {
            progress.report("source   the watch of " + resource.type().plural()
                    + " starts anew, changes in between are lost: " + cause.getMessage());
            inOrder.execute(ResourceWatch.this::start);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        inOrder.shutdownNow();
    }
}
