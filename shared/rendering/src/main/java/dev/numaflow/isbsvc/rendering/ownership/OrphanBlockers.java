package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The deleted Pipelines that block the deletion of a service: those with undrained streams on it and a running grace period. It
 * ends by time, even where the servers store no mark of its start: then it begins with the first status that names it.
 *
 * @param status of the service
 */
public record OrphanBlockers(ActualStreams actual, LivePipelines living, ServiceStatus status, Instant now) {

    /** One for each Pipeline. */
    public List<DeletionBlocker> all() {
        Map<String, List<Unwanted>> undrained = new TreeMap<>();
        actual.all().forEach(stream -> StreamOwner.in(stream.config())
                .filter(owner -> living.now(owner).isEmpty())
                .filter(owner -> !Unwanted.isBucket(stream.name()) && !stream.drained())
                .map(owner -> new Unwanted(stream, owner, Optional.empty(), now))
                .ifPresent(orphan -> undrained
                        .computeIfAbsent(orphan.owner() + " " + orphan.owner().uid(), each -> new ArrayList<>())
                        .add(orphan)));
        return undrained.values().stream()
                .flatMap(orphans -> of(orphans).stream())
                .toList();
    }

    private Optional<DeletionBlocker> of(List<Unwanted> orphans) {
        StreamOwner pipeline = orphans.get(0).owner();
        Instant until =
                orphans.stream().map(this::end).max(Comparator.naturalOrder()).orElseThrow();
        if (!now.isBefore(until)) {
            return Optional.empty();
        }
        List<StreamReport> streams = orphans.stream().map(Unwanted::left).toList();
        return Optional.of(DeletionBlocker.of(
                pipeline.uid(),
                pipeline + ", which is gone, has",
                streams,
                " on it, kept until " + until,
                Optional.of(until)));
    }

    private Instant end(Unwanted orphan) {
        Instant latest = Instant.ofEpochSecond(now.plus(orphan.grace()).getEpochSecond() + 1);
        return orphan.since()
                .filter(since -> isPossible(since, now))
                .map(since -> since.plus(orphan.grace()))
                .or(() -> DeletionRefusal.reported(status, orphan.owner().uid()).filter(end -> isPossible(end, latest)))
                .orElse(latest);
    }

    /**
     * Whether a time is plausible: a wrong clock or a person may have written it. Decided before anything is added to it, because
     * nothing can be added to the last moment of all.
     */
    private static boolean isPossible(Instant time, Instant latest) {
        return Duration.between(latest, time).compareTo(Unwanted.SKEW) <= 0;
    }
}
