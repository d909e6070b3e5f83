package dev.numaflow.isbsvc.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The objects of one type with the recent history of their changes. Guarded by its Store. */
final class Collection {
    private final NavigableMap<ObjectKey, ObjectNode> objects = new TreeMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final int historyLimit;
    private long forgottenUpTo;

    Collection(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    ObjectNode get(ObjectKey key) {
        return objects.get(key);
    }

    NavigableMap<ObjectKey, ObjectNode> objects() {
        return objects;
    }

    void record(Change change) {
        if (change.after() == null) {
            objects.remove(change.key());
        } else {
            objects.put(change.key(), change.after());
        }
        history.add(change);
        if (history.size() > historyLimit) {
            forgottenUpTo = history.poll().revision();
        }
    }

    void forget(long revision) {
        history.removeIf(each -> each.revision() <= revision);
        forgottenUpTo = Math.max(forgottenUpTo, revision);
    }

    boolean remembers(long revision) {
        return revision >= forgottenUpTo;
    }

    List<Change> since(long revision) {
        List<Change> later = new ArrayList<>();
        for (Iterator<Change> newest = history.descendingIterator(); newest.hasNext(); ) {
            Change change = newest.next();
            if (change.revision() <= revision) {
                break;
            }
            later.add(0, change);
        }
        return later;
    }

    /** The state at an earlier revision, computed by undoing later changes. */
    NavigableMap<ObjectKey, ObjectNode> at(long revision) {
        NavigableMap<ObjectKey, ObjectNode> state = new TreeMap<>(objects);
        List<Change> later = since(revision);
        for (int i = later.size() - 1; i >= 0; i--) {
            Change change = later.get(i);
            if (change.before() == null) {
                state.remove(change.key());
            } else {
                state.put(change.key(), change.before());
            }
        }
        return state;
    }
}
