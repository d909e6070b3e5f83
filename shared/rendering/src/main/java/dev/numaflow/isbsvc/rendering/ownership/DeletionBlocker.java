package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Digest;
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
 * A reason why a service to which no Pipeline refers is not deleted yet: it holds what a living Pipeline has not read, or may hold it,
 * or for a while what one had that is gone.
 *
 * @param subject the uid of the Pipeline, or what else an approval is about
 * @param message what a person reads
 * @param endsByTime whether it says itself until when
 */
public record DeletionBlocker(String subject, String message, boolean endsByTime) {

    private static final int ID_LENGTH = 8;

    /** A status does not hold all Pipelines of a namespace. */
    private static final int SHOWN = 5;

    private static final String SILENT = "servers that do not answer";
    private static final Pattern COUNT = Pattern.compile("\\d+ unread messages");

    /** One that stays until somebody does something. */
    DeletionBlocker(String subject, String message) {
        this(subject, message, false);
    }

    /**
     * One for each living Pipeline, also where its spec cannot be read, of which something on the service is not to be deleted.
     *
     * @param decide what is to become of the streams of Pipelines that use another service now
     */
    public static List<DeletionBlocker> among(
            ActualStreams holding, LivePipelines living, Function<List<MovedStreams>, List<DeletionDecision>> decide) {
        Map<PipelineRef, List<StreamReport>> readable = new LinkedHashMap<>();
        Map<StreamOwner, List<StreamReport>> unreadable = new LinkedHashMap<>();
        holding.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> StreamOwner.in(
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

    /** What a Pipeline on its way out has is its user's no more as soon as it is drained: no other service takes that over. */
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
        long unread = streams.stream()
                .filter(stream -> !Unwanted.isBucket(stream.name()))
                .mapToLong(StreamReport::unread)
                .sum();
        return unread + " unread messages";
    }

    /** Where servers do not say what they store. @param nodes those that do not */
    public static DeletionBlocker ofSilent(Collection<String> nodes) {
        return new DeletionBlocker(
                SILENT,
                String.join(", ", nodes)
                        + " may store unread messages of Pipelines that use other services now, and cannot be asked");
    }

    /** Those that the annotation of the service does not approve. @param service its uid */
    public static List<DeletionBlocker> unapproved(List<DeletionBlocker> blockers, String service, String approve) {
        Approvals approvals = Approvals.of(approve, "");
        return blockers.stream()
                .filter(blocker -> !approvals.allow(blocker.id(service)))
                .toList();
    }

    /** Names the deletion of this with this service, which is deleted once. */
    private String id(String service) {
        return Digest.sha256(service + "|" + subject).substring(0, ID_LENGTH);
    }

    /** What a person reads about all of them, and what to do. @param service its uid */
    public static String message(List<DeletionBlocker> blockers, String service) {
        List<DeletionBlocker> shown = blockers.stream().limit(SHOWN).toList();
        return shown.stream().map(DeletionBlocker::message).collect(Collectors.joining("; "))
                + (blockers.size() > SHOWN ? "; and " + (blockers.size() - SHOWN) + " more" : "")
                + ": " + wayOut(blockers) + " by the annotation " + Annotations.APPROVE + ": "
                + shown.stream().map(blocker -> blocker.id(service)).collect(Collectors.joining(","))
                + " on the service";
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

    /** The same text without the numbers that change while it is read. */
    public static String withoutCounts(String message) {
        return COUNT.matcher(message).replaceAll("unread messages");
    }
}
