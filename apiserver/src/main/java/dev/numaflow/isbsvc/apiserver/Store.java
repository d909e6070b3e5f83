package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Stores all objects under one revision counter. A write reads, decides and stores inside {@link #exclusively}, so no update is
 * lost. Returned objects are never modified afterwards; a writer modifies a copy.
 */
final class Store {
    /** The changes that are remembered for watches. */
    private static final int HISTORY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, NavigableMap<Key, ObjectNode>> live = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private long revision = 1;
    private long forgottenUpTo;
    private boolean closed;

    /** The key of an object among those of its type; ordered as the real server lists. */
    record Key(String namespace, String name) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::namespace).thenComparing(Key::name);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** One write: the states before and after, one of them null for a creation or deletion. */
    record Change(long revision, String type, Key key, ObjectNode before, ObjectNode after) {}

    /** Changes after a revision, and the last revision that they cover. */
    record Changes(long revision, List<Change> changes) {}

    /** Objects at a revision. */
    record Snapshot(long revision, NavigableMap<Key, ObjectNode> objects) {}

    /** Runs an action without interleaving with other writes. */
    <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** The object under a key; null where there is none. */
    ObjectNode get(String type, Key key) {
        return exclusively(() -> objects(type).get(key));
    }

    /** Stores a state, or removes the object at its last state; returns it with its new resourceVersion. */
    ObjectNode write(String type, Key key, ObjectNode object, boolean remove) {
        return exclusively(() -> {
            revision++;
            ObjectNode stored = object.deepCopy();
            Meta.of(stored).put("resourceVersion", Long.toString(revision));
            ObjectNode before =
                    remove ? objects(type).remove(key) : objects(type).put(key, stored);
            history.addFirst(new Change(revision, type, key, before, remove ? null : stored));
            if (history.size() > HISTORY) {
                forgottenUpTo = history.removeLast().revision();
            }
            changed.signalAll();
            return stored;
        });
    }

    /** The objects of a type now. */
    Snapshot snapshot(String type) {
        return exclusively(() -> new Snapshot(revision, new TreeMap<>(objects(type))));
    }

    /** Waits for changes after a revision; none after the timeout or once the store is closed. */
    Changes awaitChanges(String type, long after, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        long seen = after;
        lock.lockInterruptibly();
        try {
            while (true) {
                if (seen < forgottenUpTo) {
                    throw new Failure(410, "Expired", "too old resource version: " + seen + "; list again");
                }
                Deque<Change> later = new ArrayDeque<>();
                history.stream()
                        .takeWhile(each -> each.revision() > after)
                        .filter(each -> each.type().equals(type))
                        .forEach(later::addFirst);
                if (!later.isEmpty() || nanos <= 0 || closed) {
                    return new Changes(revision, List.copyOf(later));
                }
                seen = revision;
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops all history, as compaction does. */
    void compact() {
        exclusively(() -> {
            history.clear();
            forgottenUpTo = revision;
            changed.signalAll();
            return null;
        });
    }

    /** Wakes all waiters. */
    void close() {
        exclusively(() -> {
            closed = true;
            changed.signalAll();
            return null;
        });
    }

    boolean isClosed() {
        return exclusively(() -> closed);
    }

    private NavigableMap<Key, ObjectNode> objects(String type) {
        return live.computeIfAbsent(type, key -> new TreeMap<>());
    }
}
