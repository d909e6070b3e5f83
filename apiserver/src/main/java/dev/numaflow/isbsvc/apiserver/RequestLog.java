package dev.numaflow.isbsvc.apiserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The most recent requests, oldest first; bounded, because a server may run for a long time. */
public final class RequestLog {
    private final int limit;
    private final Deque<LoggedRequest> requests = new ArrayDeque<>();

    RequestLog(int limit) {
        this.limit = limit;
    }

    synchronized void add(LoggedRequest request) {
        requests.add(request);
        if (requests.size() > limit) {
            requests.removeFirst();
        }
    }

    /** The requests since the start or the last clear. */
    public synchronized List<LoggedRequest> all() {
        return List.copyOf(requests);
    }

    /** The requests that match a predicate. */
    public List<LoggedRequest> matching(Predicate<LoggedRequest> condition) {
        return all().stream().filter(condition).toList();
    }

    /** The requests that could change what is stored. */
    public List<LoggedRequest> writes() {
        return matching(LoggedRequest::isWrite);
    }

    /** Removes all requests. */
    public synchronized void clear() {
        requests.clear();
    }
}
