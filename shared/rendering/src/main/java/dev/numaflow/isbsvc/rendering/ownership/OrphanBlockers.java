package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Pipelines that are gone keep a service from being deleted: those with something undrained on it whose grace period is not over,
 * as it keeps the streams themselves. It ends by time, also where the servers take no mark of when it began: then it begins with the
 * status that names it first.
 *
 * @param told what the status of the service says of its deletion
 */
public record OrphanBlockers(ActualStreams holding, LivePipelines living, String told, Instant now) {

    private static final String UNTIL = " on it, kept until ";

    /** One for each Pipeline. */
    public List<DeletionBlocker> all() {
        Map<String, List<Orphan>> undrained = new TreeMap<>();
        holding.all().forEach(stream -> StreamOwner.in(stream.config())
                .filter(owner -> living.now(owner).isEmpty())
                .map(owner -> new Orphan(stream, owner))
                .filter(orphan -> !orphan.isBucket() && !stream.drained())
                .ifPresent(orphan -> undrained
                        .computeIfAbsent(
                                orphan.pipeline() + " " + orphan.pipeline().uid(), each -> new ArrayList<>())
                        .add(orphan)));
        return undrained.values().stream()
                .flatMap(orphans -> of(orphans).stream())
                .toList();
    }

    private Optional<DeletionBlocker> of(List<Orphan> orphans) {
        StreamOwner pipeline = orphans.get(0).pipeline();
        Instant until =
                orphans.stream().map(this::end).max(Comparator.naturalOrder()).orElseThrow();
        if (!now.isBefore(until)) {
            return Optional.empty();
        }
        List<StreamReport> streams = orphans.stream().map(Orphan::stream).toList();
        String message = beginning(pipeline) + DeletionBlocker.unread(streams) + UNTIL + until;
        return Optional.of(new DeletionBlocker(pipeline.uid(), message, true));
    }

    private static String beginning(StreamOwner pipeline) {
        return pipeline + ", which is gone, has ";
    }

    private Instant end(Orphan orphan) {
        Instant latest = Instant.ofEpochSecond(now.plus(orphan.grace()).getEpochSecond() + 1);
        return orphan.since()
                .map(since -> since.plus(orphan.grace()))
                .filter(end -> isPossible(end, latest))
                .or(() -> told(orphan.pipeline()).filter(end -> isPossible(end, latest)))
                .orElse(latest);
    }

    /** Not later than it can be: a clock that was wrong, or a person, may have written anything. */
    private static boolean isPossible(Instant end, Instant latest) {
        return Duration.between(latest, end).compareTo(PendingDeletion.SKEW) <= 0;
    }

    /** The end that was told before. */
    private Optional<Instant> told(StreamOwner pipeline) {
        Matcher before = Pattern.compile(
                        Pattern.quote(beginning(pipeline)) + "\\d+ unread messages" + UNTIL + "([-0-9T:]{19}Z)")
                .matcher(told);
        try {
            return before.find() ? Optional.of(Instant.parse(before.group(1))) : Optional.empty();
        } catch (DateTimeException editedByHand) {
            return Optional.empty();
        }
    }
}
