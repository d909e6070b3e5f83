package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A reason why a service without references is not deleted yet: it holds, or may hold, unread messages of a live Pipeline, or for a
 * grace period those of a deleted one.
 *
 * @param subject the uid of the Pipeline, or another subject of an approval
 * @param message the message for users
 * @param end when it ends, as the message states; empty where it does not end by time
 */
public record DeletionBlocker(String subject, String message, Optional<Instant> end) {

    private static final int ID_LENGTH = 8;

    /** The size of a status is limited; it does not list all Pipelines. */
    private static final int SHOWN = 5;

    /** Precedes the end of those that a message does not list, as a pattern. */
    static final String COUNTED_UNTIL = "; and \\d+ more, the last kept until ";

    private static final String SILENT = "servers that do not answer";
    private static final Pattern COUNT = Pattern.compile("\\d+ unread messages");

    /** A blocker that stays until a user acts. */
    DeletionBlocker(String subject, String message) {
        this(subject, message, Optional.empty());
    }

    /**
     * One for each live Pipeline with streams on the service that must not be deleted, even if its spec cannot be read.
     *
     * @param decide decides about the streams of Pipelines that use another service now
     */
    public static List<DeletionBlocker> among(
            ActualStreams actual, LivePipelines living, Function<List<MovedStreams>, List<DeletionDecision>> decide) {
        Map<PipelineRef, List<StreamReport>> readable = new LinkedHashMap<>();
        Map<StreamOwner, List<StreamReport>> unreadable = new LinkedHashMap<>();
        actual.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> StreamOwner.in(
                        stream.config())
                .flatMap(living::now)
                .ifPresent(owner -> living.claimant(owner.uid())
                        .ifPresentOrElse(
                                claimant -> add(readable, claimant, stream), () -> add(unreadable, owner, stream))));
        List<DeletionBlocker> blockers = new ArrayList<>();
        decide.apply(readable.entrySet().stream()
                        .map(each -> new MovedStreams(each.getKey(), each.getValue()))
                        .toList())
                .forEach(decision -> of(decision).ifPresent(blockers::add));
        unreadable.forEach((owner, streams) -> blockers.add(new DeletionBlocker(
                owner.uid(), owner + ", whose spec cannot be read, has " + unread(streams) + " on it")));
        return blockers;
    }

    private static <K> void add(Map<K, List<StreamReport>> streams, K owner, StreamReport stream) {
        streams.computeIfAbsent(owner, each -> new ArrayList<>()).add(stream);
    }

    /** The streams of a Pipeline that is being deleted no longer block once drained: no other service takes them over. */
    private static Optional<DeletionBlocker> of(DeletionDecision decision) {
        MovedStreams moved = decision.moved();
        PipelineRef claimant = moved.claimant();
        if (decision.isDue() || (claimant.deleting() && moved.drained())) {
            return Optional.empty();
        }
        String why = claimant.deleting()
                ? ", which is being deleted"
                : ", which names service " + claimant.service() + " now"
                        + decision.waitsFor().map(waits -> ", " + waits).orElse("");
        return Optional.of(new DeletionBlocker(
                claimant.owner().uid(), claimant.owner() + why + ", has " + unread(moved.streams()) + " on it"));
    }

    static String unread(List<StreamReport> streams) {
        return StreamTotals.of(streams).unread() + " unread messages";
    }

    /** For servers that do not report what they store. @param nodes those servers */
    public static DeletionBlocker ofSilent(Collection<String> nodes) {
        return new DeletionBlocker(
                SILENT,
                String.join(", ", nodes)
                        + " may store unread messages of Pipelines that use other services now, and cannot be asked");
    }

    /** The blockers that the service's annotation does not approve. @param service its uid */
    public static List<DeletionBlocker> unapproved(List<DeletionBlocker> blockers, String service, String approve) {
        Approvals approvals = Approvals.of(approve, "");
        return blockers.stream()
                .filter(blocker -> !approvals.allow(blocker.id(service)))
                .toList();
    }

    /** The id to approve the deletion of this subject with this service. */
    private String id(String service) {
        return Digest.sha256(service + "|" + subject).substring(0, ID_LENGTH);
    }

    /** The message about all of them, with the way out. @param service its uid */
    public static String message(List<DeletionBlocker> blockers, String service) {
        List<DeletionBlocker> shown = blockers.stream().limit(SHOWN).toList();
        return shown.stream().map(DeletionBlocker::message).collect(Collectors.joining("; "))
                + counted(blockers.stream().skip(SHOWN).toList())
                + ": " + wayOut(blockers) + " by the annotation " + Annotations.APPROVE + ": "
                + shown.stream().map(blocker -> blocker.id(service)).collect(Collectors.joining(","))
                + " on the service";
    }

    /** Without their end, each reconcile would begin their grace period again. */
    private static String counted(List<DeletionBlocker> rest) {
        if (rest.isEmpty()) {
            return "";
        }
        return "; and " + rest.size() + " more"
                + rest.stream()
                        .flatMap(blocker -> blocker.end().stream())
                        .max(Comparator.naturalOrder())
                        .map(end -> ", the last kept until " + end)
                        .orElse("");
    }

    private boolean endsByTime() {
        return end.isPresent();
    }

    private static String wayOut(List<DeletionBlocker> blockers) {
        if (blockers.stream().allMatch(DeletionBlocker::endsByTime)) {
            return "then it is deleted with the service; apply the Pipeline again to keep it, or have it deleted at once";
        }
        String but = blockers.stream().anyMatch(DeletionBlocker::endsByTime) ? " but what names one" : "";
        return "nothing of that is deleted by time" + but
                + "; let it be read, by Pipelines that name this service again or by"
                + " servers that answer again, or have it deleted with the service";
    }

    /** The same text without the numbers that keep changing. */
    public static String withoutCounts(String message) {
        return COUNT.matcher(message).replaceAll("unread messages");
    }
}
