package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a process remembers of the services that it has seen last, a thousand at most: the longest unused is forgotten first. */
public final class RecentServices<T> {

    private static final int MOST = 1000;

    private final Map<Names, T> services = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Names, T> eldest) {
            return size() > MOST;
        }
    };

    /** Nothing where the service was not seen yet, or is forgotten. */
    public synchronized Optional<T> of(Names service) {
        return Optional.ofNullable(services.get(service));
    }

    public synchronized void put(Names service, T remembered) {
        services.put(service, remembered);
    }

    /** Changes what is remembered, if anything is, while nobody else does. */
    public synchronized void change(Names service, UnaryOperator<T> change) {
        services.computeIfPresent(service, (unused, remembered) -> change.apply(remembered));
    }
}
