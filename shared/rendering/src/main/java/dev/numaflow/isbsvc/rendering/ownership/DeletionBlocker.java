package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A reason why a service without references is not deleted yet: it holds, or may hold, unread messages of a live Pipeline, or for a
 * grace period those of a deleted one.
 *
 * @param subject the uid of the Pipeline, or another subject of an approval
 * @param message the message for users
 * @param identity the same without the numbers that keep changing
 * @param end when it ends, as the message states; empty where it does not end by time
 */
public record DeletionBlocker(String subject, String message, String identity, Optional<Instant> end) {

    private static final int ID_LENGTH = 8;

    /** The size of a status is limited; it does not list all Pipelines. */
    private static final int SHOWN = 5;

    private static final String SILENT = "servers that do not answer";

    /** One for the unread messages of a Pipeline. @param rest what the message says behind their number */
    static DeletionBlocker of(
            String pipeline, String what, List<StreamReport> streams, String rest, Optional<Instant> end) {
        String unread = "unread messages" + rest;
        return new DeletionBlocker(
                pipeline, what + " " + StreamTotals.of(streams).unread() + " " + unread, what + " " + unread, end);
    }

    /**
     * One for each live Pipeline with streams on the service that must not be deleted, even if its spec cannot be read.
     *
     * @param decide decides about the streams of Pipelines that use another service now
     */
    public static List<DeletionBlocker> among(
            ActualStreams actual, LivePipelines living, Function<MovedStreams, DeletionDecision> decide) {
        Map<PipelineRef, List<StreamReport>> readable = new LinkedHashMap<>();
        Map<StreamOwner, List<StreamReport>> unreadable = new LinkedHashMap<>();
        actual.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> StreamOwner.in(
                        stream.config())
                .flatMap(living::now)
                .ifPresent(owner -> living.pipeline(owner.uid())
                        .ifPresentOrElse(
                                pipeline -> add(readable, pipeline, stream), () -> add(unreadable, owner, stream))));
        List<DeletionBlocker> blockers = new ArrayList<>();
        readable.forEach((pipeline, streams) ->
                of(decide.apply(new MovedStreams(pipeline, streams))).ifPresent(blockers::add));
        unreadable.forEach((owner, streams) -> blockers.add(
                of(owner.uid(), owner + ", whose spec cannot be read, has", streams, " on it", Optional.empty())));
        return blockers;
    }

    private static <K> void add(Map<K, List<StreamReport>> streams, K owner, StreamReport stream) {
        streams.computeIfAbsent(owner, each -> new ArrayList<>()).add(stream);
    }

    /** The streams of a Pipeline that is being deleted no longer block once drained: no other service takes them over. */
    private static Optional<DeletionBlocker> of(DeletionDecision decision) {
        MovedStreams moved = decision.moved();
        PipelineRef pipeline = moved.pipeline();
        if (decision.isDue() || (pipeline.deleting() && moved.drained())) {
            return Optional.empty();
        }
        String why = pipeline.deleting()
                ? ", which is being deleted"
                : ", which names service " + pipeline.service() + " now"
                        + decision.waitsFor().map(waits -> ", " + waits).orElse("");
        return Optional.of(of(
                pipeline.owner().uid(), pipeline.owner() + why + ", has", moved.streams(), " on it", Optional.empty()));
    }

    /** For servers that do not report what they store. @param nodes those servers */
    public static DeletionBlocker ofSilent(Collection<String> nodes) {
        String message = String.join(", ", nodes)
                + " may store unread messages of Pipelines that use other services now, and cannot be asked";
        return new DeletionBlocker(SILENT, message, message, Optional.empty());
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

    /** The refusal for all of them, with the way out. @param service its uid */
    public static DeletionRefusal refusal(List<DeletionBlocker> blockers, String service) {
        Map<String, Instant> ends = new HashMap<>();
        blockers.stream().limit(SHOWN).forEach(blocker -> blocker.end()
                .ifPresent(end -> ends.put(blocker.subject, end)));
        latest(blockers.stream().skip(SHOWN).toList()).ifPresent(end -> ends.put(DeletionRefusal.OTHERS, end));
        return new DeletionRefusal(
                "UnreadMessages",
                text(blockers, service, DeletionBlocker::message),
                text(blockers, service, DeletionBlocker::identity),
                ends);
    }

    private static String text(List<DeletionBlocker> blockers, String service, Function<DeletionBlocker, String> each) {
        List<DeletionBlocker> shown = blockers.stream().limit(SHOWN).toList();
        return shown.stream().map(each).collect(Collectors.joining("; "))
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
                + latest(rest).map(end -> ", the last kept until " + end).orElse("");
    }

    private static Optional<Instant> latest(List<DeletionBlocker> blockers) {
        return blockers.stream().flatMap(blocker -> blocker.end().stream()).max(Comparator.naturalOrder());
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
}
