package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which stream is copied next, from what two servers store alone. What has a message is only deleted from the copy, and only while
 * the service has the same stream, newer: everything else that is not expected is waited for, in words for users.
 */
public final class CopyDecider {

    /** To which copying belongs, in words for users. */
    public static final String COPYING = "all streams are copied to a second server";

    /** The same of the way back. */
    public static final String RESTORING = "all streams are restored from their copies";

    private CopyDecider() {}

    /**
     * What comes next while the service has its disk.
     *
     * @param before what it stored a moment ago
     * @param now what it stores now
     * @param copies what the second server stores
     * @return empty where every stream has an equal copy
     */
    public static Optional<NextStep> copying(
            Map<String, StoredStream> before, Map<String, StoredStream> now, Map<String, StoredStream> copies) {
        Optional<String> obstacle = written(before, now)
                .or(() -> now.values().stream()
                        .flatMap(stream -> StoredStream.uncopyable(stream.config())
                                .map(why -> "stream " + stream.name() + " " + why + ", so it cannot be copied")
                                .stream())
                        .findFirst())
                .or(
                        () -> copies.keySet().stream()
                                .filter(name -> !now.containsKey(name))
                                .findFirst()
                                .map(
                                        name -> "stream " + name
                                                + " was copied, and the service has it no longer; withdraw the approval to begin anew"));
        return obstacle.isPresent()
                ? obstacle.map(why -> waiting(COPYING, why))
                : next(now, (stream, number) -> copying(stream, copies.get(stream.name()), number, now.size()));
    }

    /** A change of any kind counts: only what stands still can be compared. */
    private static Optional<String> written(Map<String, StoredStream> before, Map<String, StoredStream> now) {
        Map<String, StoredStream> all = new TreeMap<>(before);
        all.putAll(now);
        return all.keySet().stream()
                .filter(name -> !now.containsKey(name) || !now.get(name).equals(before.get(name)))
                .findFirst()
                .map(name -> "stream " + name + " does not stand still: somebody writes to it or reads from it");
    }

    private static Optional<NextStep> copying(StoredStream stream, StoredStream copy, int number, int total) {
        if (copy == null) {
            return Optional.of(new CopyStep.Copy(stream.name(), number, total, false));
        }
        return stream.difference(copy).map(any -> new CopyStep.Copy(stream.name(), number, total, true));
    }

    /**
     * What comes next once the service has another disk.
     *
     * @param copies what the second server stores
     * @param now what the service stores
     * @return empty where every copy is restored
     */
    public static Optional<NextStep> restoring(Map<String, StoredStream> copies, Map<String, StoredStream> now) {
        return next(copies, (copy, number) -> restoring(copy, now.get(copy.name()), number, copies.size()));
    }

    private static Optional<NextStep> restoring(StoredStream copy, StoredStream stream, int number, int total) {
        if (stream == null) {
            return Optional.of(new CopyStep.Restore(copy.name(), number, total, false));
        }
        if (stream.continues(copy)) {
            return Optional.empty();
        }
        return Optional.of(
                stream.isFresh()
                        ? new CopyStep.Restore(copy.name(), number, total, true)
                        : waiting(
                                RESTORING,
                                "stream " + copy.name()
                                        + " was created anew meanwhile and has messages of its own, so nothing is"
                                        + " written over it; the copy stays until that stream is deleted"));
    }

    /** Decides about one of several streams. */
    private interface Deciding {
        Optional<NextStep> next(StoredStream stream, int number);
    }

    /** What can be done comes before what is waited for. */
    private static Optional<NextStep> next(Map<String, StoredStream> streams, Deciding deciding) {
        Optional<NextStep> waits = Optional.empty();
        int number = 0;
        for (StoredStream stream : new TreeMap<>(streams).values()) {
            number++;
            Optional<NextStep> next = deciding.next(stream, number);
            if (next.filter(NextStep.Act.class::isInstance).isPresent()) {
                return next;
            }
            waits = waits.or(() -> next);
        }
        return waits;
    }

    private static NextStep waiting(String place, String why) {
        return new NextStep.Wait(place, why, false);
    }
}
