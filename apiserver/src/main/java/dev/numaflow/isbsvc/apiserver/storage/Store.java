package dev.numaflow.isbsvc.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Stores all objects under one revision counter. A write reads, decides and stores inside {@link #exclusively}, so no update is
 * lost. Returned objects are never modified afterwards; a writer modifies a copy.
 */
public final class Store {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Collection> collections = new HashMap<>();
    private final int historyLimit;
    private long revision = 1;
    private boolean closed;

    public Store(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    /** A revision that has expired. */
    public static final class Forgotten extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Objects at a revision. */
    public record Snapshot(long revision, NavigableMap<ObjectKey, ObjectNode> objects) {}

    /** Changes after a revision, and the last revision that they cover. */
    public record Changes(long revision, List<Change> changes) {}

    /** Runs an action without interleaving with other writes. */
    public <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** The object under a key. */
    public Optional<ObjectNode> get(String storage, ObjectKey key) {
        return exclusively(() -> Optional.ofNullable(collection(storage).get(key)));
    }

    /** Stores a state and returns it with its new resourceVersion; does not modify the given node. */
    public ObjectNode put(String storage, ObjectKey key, ObjectNode object) {
        return exclusively(() -> {
            Collection collection = collection(storage);
            ObjectNode stored = stamped(object);
            collection.record(new Change(revision, key, collection.get(key), stored));
            changed.signalAll();
            return stored;
        });
    }

    /** Removes an object and returns its last state with the revision of its removal. */
    public ObjectNode remove(String storage, ObjectKey key, ObjectNode last) {
        return exclusively(() -> {
            Collection collection = collection(storage);
            ObjectNode removed = stamped(last);
            collection.record(new Change(revision, key, collection.get(key), null));
            changed.signalAll();
            return removed;
        });
    }

    /** All objects of a type now. */
    public Snapshot snapshot(String storage) {
        return exclusively(
                () -> new Snapshot(revision, new TreeMap<>(collection(storage).objects())));
    }

    /** All objects of a type at a revision. */
    public Snapshot snapshot(String storage, long at) {
        return exclusively(() -> {
            requireRemembered(storage, at);
            return new Snapshot(at, collection(storage).at(at));
        });
    }

    /** Waits for changes after a revision; none after the timeout or once the store is closed. */
    public Changes awaitChanges(String storage, long after, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                requireRemembered(storage, after);
                List<Change> changes = collection(storage).since(after);
                if (!changes.isEmpty() || nanos <= 0 || closed) {
                    return new Changes(revision, changes);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The revision of the last write. */
    public long revision() {
        return exclusively(() -> revision);
    }

    /** Drops all history, as compaction does. */
    public void compact() {
        exclusively(() -> {
            collections.values().forEach(each -> each.forget(revision));
            changed.signalAll();
            return null;
        });
    }

    /** Wakes all waiters. */
    public void close() {
        exclusively(() -> {
            closed = true;
            changed.signalAll();
            return null;
        });
    }

    /** Whether the store has been closed. */
    public boolean isClosed() {
        return exclusively(() -> closed);
    }

    private ObjectNode stamped(ObjectNode object) {
        revision++;
        ObjectNode stored = object.deepCopy();
        Json.objectAt(stored, "metadata").put("resourceVersion", Long.toString(revision));
        return stored;
    }

    private void requireRemembered(String storage, long at) {
        if (!collection(storage).remembers(at)) {
            throw new Forgotten();
        }
    }

    private Collection collection(String storage) {
        return collections.computeIfAbsent(storage, key -> new Collection(historyLimit));
    }
}
