package dev.numaflow.isbsvc.apiserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The most recent requests, oldest first; bounded, because a server may run for a long time. */
public final class RequestLog {
    private static final int LIMIT = 50_000;
    private final Deque<LoggedRequest> requests = new ArrayDeque<>();

    RequestLog() {}

    synchronized void add(LoggedRequest request) {
        requests.add(request);
        if (requests.size() > LIMIT) {
            requests.removeFirst();
        }
    }

    /** The requests since the start or the last clear. */
    public synchronized List<LoggedRequest> all() {
        return List.copyOf(requests);
    }

    /** The requests that could change what is stored. */
    public List<LoggedRequest> writes() {
        return all().stream().filter(LoggedRequest::isWrite).toList();
    }

    /** Removes all requests. */
    public synchronized void clear() {
        requests.clear();
    }
}
