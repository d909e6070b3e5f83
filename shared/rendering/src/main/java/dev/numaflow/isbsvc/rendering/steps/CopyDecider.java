package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which stream is copied next, from what two servers store alone. Before it is copied, nobody can write to a stream any more; it is
 * restored so, and opened when everything is. What has a message is only deleted from the copy, and only while the service has the same
 * stream, newer: everything else that is not expected is waited for, in words for users.
 */
public final class CopyDecider {

    /** To which copying belongs, in words for users. */
    public static final String COPYING = "all streams are copied to a second server";

    /** The same of the way back. */
    public static final String RESTORING = "all streams are restored from their copies";

    /** The same of what follows either way. */
    public static final String OPENING = "all streams take messages again";

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
        return obstacle(now, copies)
                .map(why -> waiting(COPYING, why))
                .or(() -> open(now))
                .or(() -> written(before, now).map(why -> waiting(COPYING, why)))
                .or(() ->
                        next(now, (stream, number) -> copying(stream, copies.get(stream.name()), number, now.size())));
    }

    /** What closing streams does not end. */
    private static Optional<String> obstacle(Map<String, StoredStream> now, Map<String, StoredStream> copies) {
        return now.values().stream()
                .flatMap(stream -> uncopyable(stream).stream())
                .findFirst()
                .or(
                        () -> copies.keySet().stream()
                                .filter(name -> !now.containsKey(name))
                                .findFirst()
                                .map(
                                        name -> "stream " + name
                                                + " was copied, and the service has it no longer; withdraw the approval to begin anew"));
    }

    private static Optional<String> uncopyable(StoredStream stream) {
        return StoredStream.uncopyable(stream.config())
                .or(() -> stream.consumers().values().stream()
                        .flatMap(consumer -> consumer.uncopyable().stream())
                        .findFirst())
                .map(why -> "stream " + stream.name() + " " + why + ", so it cannot be copied");
    }

    /**
     * Why a disk that goes already is waited for: nothing is copied from it any more.
     *
     * @param copies what the second server stores, which is the complete copy
     * @param now what the service stores
     * @return empty where that is in the copy; readers may have taken away more
     */
    public static Optional<NextStep> going(Map<String, StoredStream> copies, Map<String, StoredStream> now) {
        Map<String, StoredStream> all = new TreeMap<>(copies);
        all.putAll(now);
        return all.keySet().stream()
                .filter(name ->
                        !copies.containsKey(name) || !now.containsKey(name) || !isIn(copies.get(name), now.get(name)))
                .findFirst()
                .map(name -> waiting(
                        COPYING,
                        "the disk goes, and stream " + name
                                + " of its server is not in the complete copy as it is: keep what was written since"
                                + " elsewhere, and delete it here"));
    }

    private static boolean isIn(StoredStream copy, StoredStream stream) {
        return StreamFence.isOn(stream.config())
                && (stream.isPartOf(copy) || stream.isReadSince(copy))
                && stream.consumers().keySet().equals(copy.consumers().keySet());
    }

    /** A copy of a stream that somebody can write to is as old as the next message. */
    private static Optional<NextStep> open(Map<String, StoredStream> now) {
        return now.values().stream()
                .filter(stream -> !StreamFence.isOn(stream.config()))
                .findFirst()
                .map(stream -> new CopyStep.Close(stream.name()));
    }

    /**
     * What comes before the service goes on with the streams that it has: each takes messages again.
     *
     * @return empty where all of them do
     */
    public static Optional<NextStep> opening(Map<String, StoredStream> now) {
        return new TreeMap<>(now)
                .values().stream()
                        .filter(stream -> StreamFence.isAnyOn(stream.config()))
                        .findFirst()
                        .map(stream -> new CopyStep.Open(stream.name()));
    }

    /**
     * What comes before the copy goes where several nodes were given its streams: none of them stays on one alone.
     *
     * @param copied the names of those that were copied
     * @param now what the service stores, and takes messages
     * @param copies how many each is to have at least
     * @return empty where each of them has as many
     */
    public static Optional<NextStep> replicating(Set<String> copied, Map<String, StoredStream> now, int copies) {
        return new TreeMap<>(now)
                .values().stream()
                        .filter(stream -> copied.contains(stream.name())
                                && stream.config().path("num_replicas").asInt(1) < copies)
                        .findFirst()
                        .map(stream -> new CopyStep.Replicate(stream.name(), copies));
    }

    /** A change of any kind counts, but for messages that grow old: only what stands still can be compared. */
    private static Optional<String> written(Map<String, StoredStream> before, Map<String, StoredStream> now) {
        Map<String, StoredStream> all = new TreeMap<>(before);
        all.putAll(now);
        return all.keySet().stream()
                .filter(name -> !now.containsKey(name)
                        || !before.containsKey(name)
                        || !isAsBefore(now.get(name), before.get(name)))
                .findFirst()
                .map(name -> "stream " + name + " does not stand still: somebody writes to it or reads from it");
    }

    private static boolean isAsBefore(StoredStream now, StoredStream before) {
        return now.equals(before) || now.isOnlyOlder(before);
    }

    private static Optional<NextStep> copying(StoredStream stream, StoredStream copy, int number, int total) {
        if (copy == null) {
            return Optional.of(new CopyStep.Copy(stream.name(), number, total, false));
        }
        return stream.isOnlyOlder(copy)
                ? Optional.empty()
                : stream.difference(copy).map(any -> new CopyStep.Copy(stream.name(), number, total, true));
    }

    /**
     * What comes next once the service has another disk.
     *
     * @param copies what the second server stores
     * @param before what the service stored a moment ago
     * @param now what it stores now
     * @return empty where every copy is restored, and nobody can have written to any of them
     */
    public static Optional<NextStep> restoring(
            Map<String, StoredStream> copies, Map<String, StoredStream> before, Map<String, StoredStream> now) {
        return next(copies, (copy, number) -> {
            StoredStream stream = now.get(copy.name());
            if (stream == null) {
                return Optional.of(new CopyStep.Restore(copy.name(), number, copies.size(), false));
            }
            if (stream.difference(copy).isEmpty() || isRestored(stream, copy)) {
                return Optional.empty();
            }
            return Optional.of(
                    stream.isFresh() || (StreamFence.isOn(stream.config()) && stream.isPartOf(copy))
                            ? goesFirst(stream, copy, before.get(copy.name()), number, copies.size())
                            : waiting(RESTORING, foreign(stream, copy)));
        });
    }

    /** Restored streams take nothing, so nobody can have written; whoever reads may take something away. */
    private static boolean isRestored(StoredStream stream, StoredStream copy) {
        return StreamFence.isOn(stream.config()) && stream.isReadSince(copy);
    }

    /** It gives way once nobody can write to it any more; a message that was on its way arrives within a moment. */
    private static NextStep goesFirst(
            StoredStream stream, StoredStream copy, StoredStream before, int number, int total) {
        if (StoredStream.uncopyable(stream.config()).isPresent()) {
            // Whoever fills it does so without its subjects.
            return waiting(RESTORING, foreign(stream, copy));
        }
        if (!StreamFence.isOn(stream.config())) {
            return new CopyStep.Close(stream.name());
        }
        return stream.equals(before)
                ? new CopyStep.Restore(stream.name(), number, total, true)
                : waiting(
                        RESTORING,
                        "stream " + stream.name()
                                + " was created anew or has lost messages meanwhile, and is looked at again");
    }

    private static String foreign(StoredStream stream, StoredStream copy) {
        return stream.continues(copy)
                ? "stream " + copy.name()
                        + " takes messages before everything is restored and compared, because somebody has changed its"
                        + " subjects; nothing is written over it, and the copy stays"
                : "stream " + copy.name()
                        + " was created anew or emptied meanwhile, or has messages of its own, so nothing is"
                        + " written over it; the copy stays until that stream is deleted";
    }

    /** Decides about one of several streams. */
    private interface Deciding {
        Optional<NextStep> next(StoredStream stream, int number);
    }

    /** What can be done comes before what is waited for. */
    private static Optional<NextStep> next(Map<String, StoredStream> streams, Deciding deciding) {
        Optional<NextStep> waits = Optional.empty();
        int number = 0;
        for (StoredStream stream : smallestFirst(streams)) {
            number++;
            Optional<NextStep> next = deciding.next(stream, number);
            if (next.filter(NextStep.Act.class::isInstance).isPresent()) {
                return next;
            }
            waits = waits.or(() -> next);
        }
        return waits;
    }

    /** One that takes longer than a call may keeps no smaller one waiting. */
    private static List<StoredStream> smallestFirst(Map<String, StoredStream> streams) {
        return streams.values().stream()
                .sorted(Comparator.comparingLong(
                                (StoredStream stream) -> stream.state().bytes())
                        .thenComparing(StoredStream::name))
                .toList();
    }

    static NextStep waiting(String place, String why) {
        return new NextStep.Wait(place, why, false);
    }
}
