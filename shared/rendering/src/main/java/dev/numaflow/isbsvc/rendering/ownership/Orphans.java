package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which streams belong to a Pipeline that is gone and are used on by nobody: those that carry its uid, unless a living Pipeline
 * of this service asks for the name, or one of the same name lives that cannot be read, is refused, or uses another service.
 */
final class Orphans {

    private Orphans() {}

    static List<Orphan> among(ActualStreams holding, DesiredStreams demand, LivePipelines living) {
        return owned(holding)
                .filter(stream -> isOrphan(stream.pipeline(), demand, living))
                .filter(stream -> !demand.asks(stream.name()))
                .toList();
    }

    private static Stream<Orphan> owned(ActualStreams holding) {
        return holding.all().stream()
                .sorted(Comparator.comparing(StreamReport::name))
                .flatMap(stream -> StreamOwner.in(stream.config()).stream().map(owner -> new Orphan(stream, owner)));
    }

    private static boolean isOrphan(StreamOwner owner, DesiredStreams demand, LivePipelines living) {
        return !living.lives(owner)
                && !living.hasUnreadable(owner)
                && MovedStreams.claimant(owner, demand, living).isEmpty()
                && !demand.keepsAll(owner);
    }

    /**
     * The names of those that are marked as orphans and are none any more, whoever keeps them: if that one goes, too, the grace period
     * begins anew. Those that somebody adopts lose the mark by that.
     */
    static List<String> staleMarks(ActualStreams holding, List<Orphan> orphans, Set<String> adopted) {
        Set<String> orphaned = orphans.stream().map(Orphan::name).collect(Collectors.toSet());
        return owned(holding)
                .filter(stream -> StreamOwner.isMarkedOrphaned(stream.stream().config()))
                .map(Orphan::name)
                .filter(name -> !orphaned.contains(name) && !adopted.contains(name))
                .toList();
    }
}
