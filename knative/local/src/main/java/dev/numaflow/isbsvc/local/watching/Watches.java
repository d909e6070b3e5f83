package dev.numaflow.isbsvc.local.watching;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The watched kinds of a stand-in: a cache of each, filled by list and watch, and one reaction to any change. A watch that is
 * lost, or could not start, is restarted with a new list.
 */
public final class Watches implements AutoCloseable {
    private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
    private final Runnable onChange;

    public Watches(Runnable onChange) {
        this.onChange = onChange;
    }

    /** The cached objects of a kind. */
    @FunctionalInterface
    public interface Known<T> {
        List<T> all();
    }

    /** Starts to watch a kind. */
    public <T extends HasMetadata> Known<T> watch(Informable<T> kind) {
        SharedIndexInformer<T> informer = kind.runnableInformer(0);
        informer.exceptionHandler((started, failure) -> true);
        informer.addEventHandler(new Reaction<>(onChange));
        informers.add(informer);
        informer.start().thenRun(onChange);
        return () -> informer.getStore().list();
    }

    /** Whether all caches have synced: before that, absence means nothing. */
    public boolean complete() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }

    private record Reaction<T>(Runnable onChange) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            onChange.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            onChange.run();
        }

        @Override
        public void onDelete(T gone, boolean stateUnknown) {
            onChange.run();
        }

        @Override
        public void onNothing() {
            onChange.run();
        }
    }
}
