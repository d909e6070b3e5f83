package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides what comes before the copy goes where several nodes were given streams, and had read them from their disks: any of these may have
 * lost its disk since, as long as a stream is on one of them alone.
 */
public final class LostStreams {

    private LostStreams() {}

    /**
     * What comes next.
     *
     * @param copies what the second server stores
     * @param names of all streams that the cluster knows, also of those that no server has any more; a stream that was deleted is none of
     *     these, and is not restored
     * @param before what the service stored a moment ago
     * @param now what it stores now
     * @return empty where what takes nothing yet is as it was restored, and nothing else has an earlier end than its copy
     */
    public static Optional<NextStep> next(
            Map<String, StoredStream> copies,
            Set<String> names,
            Map<String, StoredStream> before,
            Map<String, StoredStream> now) {
        Map<String, StoredStream> left = new TreeMap<>(copies);
        // Where it knows none at all, nobody can tell who has forgotten them.
        left.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name) && !now.containsKey(name));
        Map<String, StoredStream> closed = new TreeMap<>(left);
        closed.keySet().removeIf(name -> isOpen(now.get(name)));
        left.keySet().removeAll(closed.keySet());
        return CopyDecider.restoring(closed, before, now).or(() -> left.values().stream()
                .filter(copy -> !now.get(copy.name()).hasReached(copy))
                .findFirst()
                .map(copy -> waiting(copy.name())));
    }

    private static boolean isOpen(StoredStream stream) {
        return stream != null && !StreamFence.isAnyOn(stream.config());
    }

    /** Why the copy of a stream stays that takes messages again. */
    public static NextStep waiting(String stream) {
        return CopyDecider.waiting(
                CopyDecider.RESTORING,
                "stream " + stream
                        + " takes messages again and has lost some since it was restored, with a disk; nothing is written"
                        + " over it, and the copy stays until that stream is deleted");
    }
}
