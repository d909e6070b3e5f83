package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the streams of deleted Pipelines that are no longer used: those that carry such a uid, unless a live Pipeline of this
 * service requests the name, or one of the same name cannot be read, is refused, or uses another service.
 */
final class Orphans {

    private Orphans() {}

    static List<Orphan> among(ActualStreams actual, DesiredStreams desired, LivePipelines living) {
        return owned(actual)
                .filter(stream -> isOrphan(stream.pipeline(), desired, living))
                .filter(stream -> !desired.asks(stream.name()))
                .toList();
    }

    private static Stream<Orphan> owned(ActualStreams actual) {
        return actual.all().stream()
                .sorted(Comparator.comparing(StreamReport::name))
                .flatMap(stream -> StreamOwner.in(stream.config()).stream().map(owner -> new Orphan(stream, owner)));
    }

    private static boolean isOrphan(StreamOwner owner, DesiredStreams desired, LivePipelines living) {
        return !living.lives(owner)
                && !living.hasUnreadable(owner)
                && MovedStreams.claimant(owner, desired, living).isEmpty()
                && !desired.keepsAll(owner);
    }

    /**
     * The names of streams that are marked as orphans but no longer are: if their new user is deleted, too, the grace period
     * restarts. Adopted streams lose the mark by the adoption.
     */
    static List<String> staleMarks(ActualStreams actual, List<Orphan> orphans, Set<String> adopted) {
        Set<String> orphaned = orphans.stream().map(Orphan::name).collect(Collectors.toSet());
        return owned(actual)
                .filter(stream -> StreamOwner.isMarkedOrphaned(stream.stream().config()))
                .map(Orphan::name)
                .filter(name -> !orphaned.contains(name) && !adopted.contains(name))
                .toList();
    }
}
