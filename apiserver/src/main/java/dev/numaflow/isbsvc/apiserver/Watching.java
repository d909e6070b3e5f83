package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.HttpFront.Sink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One watch: the existing objects, then every change within the selection, in order and once. */
final class Watching {
    private static final long LONGEST_SECONDS = 3600;

    private final Store store;
    private final Target target;
    private final Predicate<ObjectNode> selection;
    private final UnaryOperator<ObjectNode> view;
    private final long from;
    private final long seconds;

    /** The view is the representation of objects: as they are, as Tables, or their metadata. */
    Watching(Store store, Target target, Request request, UnaryOperator<ObjectNode> view) {
        this.store = store;
        this.target = target;
        this.view = view;
        if (request.flag("sendInitialEvents")) {
            throw Failure.badRequest("this API server has no sendInitialEvents: list, then watch");
        }
        // A malformed request must be rejected before the stream begins: afterwards the status has been sent.
        this.selection = Selection.of(target, request);
        this.from = request.number("resourceVersion", 0);
        this.seconds = request.number("timeoutSeconds", LONGEST_SECONDS);
    }

    void run(Sink sink) throws IOException, InterruptedException {
        try {
            follow(start(sink), sink);
        } catch (Failure e) {
            sink.line(Json.object().put("type", "ERROR").set("object", e.status()));
        }
    }

    /** The first revision; without one the existing objects come first. */
    private long start(Sink sink) throws IOException {
        if (from > 0) {
            return from;
        }
        Store.Snapshot snapshot = store.snapshot(target.type().storage());
        for (ObjectNode object : snapshot.objects().values()) {
            if (selection.test(object)) {
                send("ADDED", object, sink);
            }
        }
        return snapshot.revision();
    }

    private void follow(long start, Sink sink) throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(seconds);
        long seen = start;
        while (!store.isClosed()) {
            Duration left = Duration.between(Instant.now(), end);
            if (left.isNegative() || left.isZero()) {
                return;
            }
            Store.Changes changes = store.awaitChanges(target.type().storage(), seen, left);
            for (Store.Change change : changes.changes()) {
                send(change, sink);
            }
            seen = Math.max(seen, changes.revision());
        }
    }

    /** An object that enters or leaves the selection is reported as added or deleted. */
    private void send(Store.Change change, Sink sink) throws IOException {
        boolean before = change.before() != null && selection.test(change.before());
        boolean after = change.after() != null && selection.test(change.after());
        if (after) {
            send(before ? "MODIFIED" : "ADDED", change.after(), sink);
        } else if (before) {
            ObjectNode last = change.before().deepCopy();
            Meta.of(last).put("resourceVersion", Long.toString(change.revision()));
            send("DELETED", last, sink);
        }
    }

    private void send(String type, ObjectNode object, Sink sink) throws IOException {
        sink.line(Json.object().put("type", type).set("object", view.apply(object)));
    }
}
