package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.http.ApiResponse.Sink;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.storage.Change;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One watch: the existing objects, then every change within the selection, in order and once. */
final class Watching {
    private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(15);
    private static final long LONGEST_SECONDS = 3600;

    private final Cluster cluster;
    private final Target target;
    private final Map<String, String> query;
    private final Predicate<ObjectNode> selection;
    private final UnaryOperator<ObjectNode> view;
    private final long from;
    private final long seconds;

    /** The view is the representation of objects: as they are, or as Tables. */
    Watching(Cluster cluster, Target target, Map<String, String> query, UnaryOperator<ObjectNode> view) {
        this.cluster = cluster;
        this.target = target;
        this.query = query;
        this.selection = Listing.selection(target, query);
        this.view = view;
        // A malformed request must be rejected before the stream begins: afterwards the status has been sent.
        this.from = Numbers.of(query, "resourceVersion", 0);
        this.seconds = Numbers.of(query, "timeoutSeconds", 0);
    }

    void run(Sink sink) throws IOException, InterruptedException {
        try {
            follow(start(sink), sink);
        } catch (Store.Forgotten e) {
            ApiException expired = Failures.expired("too old resource version: " + query.get("resourceVersion"));
            sink.line(Json.object().put("type", "ERROR").set("object", expired.status()));
        }
    }

    /** The first revision; without one the existing objects come first. */
    private long start(Sink sink) throws IOException {
        boolean initial = query.getOrDefault("sendInitialEvents", "").equals("true");
        if (from > 0 && !initial) {
            return from;
        }
        Store.Snapshot snapshot = cluster.store().snapshot(target.type().storage());
        for (ObjectNode object : snapshot.objects().values()) {
            if (inside(object) && selection.test(object)) {
                sink.line(event("ADDED", object));
            }
        }
        if (initial) {
            sink.line(event("BOOKMARK", bookmark(snapshot.revision(), true)));
        }
        return snapshot.revision();
    }

    private void follow(long start, Sink sink) throws IOException, InterruptedException {
        boolean bookmarks = query.getOrDefault("allowWatchBookmarks", "").equals("true");
        Instant end = cluster.clock().instant().plusSeconds(seconds > 0 ? seconds : LONGEST_SECONDS);
        long seen = start;
        while (!cluster.store().isClosed()) {
            Duration left = Duration.between(cluster.clock().instant(), end);
            if (left.isNegative() || left.isZero()) {
                return;
            }
            Duration wait = left.compareTo(BOOKMARK_INTERVAL) < 0 ? left : BOOKMARK_INTERVAL;
            Store.Changes changes = cluster.store().awaitChanges(target.type().storage(), seen, wait);
            for (Change change : changes.changes()) {
                send(change, sink);
            }
            seen = Math.max(seen, changes.revision());
            if (bookmarks && changes.changes().isEmpty()) {
                sink.line(event("BOOKMARK", bookmark(seen, false)));
            }
        }
    }

    /** An object that enters or leaves the selection is reported as added or deleted. */
    private void send(Change change, Sink sink) throws IOException {
        boolean before = sees(change.before());
        boolean after = sees(change.after());
        if (after) {
            sink.line(event(before ? "MODIFIED" : "ADDED", change.after()));
        } else if (before) {
            ObjectNode last = change.before().deepCopy();
            Json.objectAt(last, "metadata").put("resourceVersion", Long.toString(change.revision()));
            sink.line(event("DELETED", last));
        }
    }

    private boolean sees(ObjectNode object) {
        return object != null && inside(object) && selection.test(object);
    }

    private boolean inside(ObjectNode object) {
        return target.namespace().isEmpty()
                || Json.at(object, "metadata", "namespace").asText().equals(target.namespace());
    }

    private ObjectNode event(String type, ObjectNode object) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", view.apply(Cluster.inVersion(object, target)));
        return event;
    }

    private ObjectNode bookmark(long revision, boolean initialEnd) {
        ObjectNode bookmark = Json.object()
                .put("kind", target.type().kind())
                .put("apiVersion", target.type().apiVersion());
        ObjectNode metadata = bookmark.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return bookmark;
    }
}
