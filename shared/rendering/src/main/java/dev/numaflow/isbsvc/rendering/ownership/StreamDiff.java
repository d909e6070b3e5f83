package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The difference between desired and actual streams.
 *
 * @param gaps what is to be created
 * @param damaged what exists, cannot work, and is to be repaired
 * @param present the number of streams that are complete as desired
 * @param drifted what exists and differs from the desired state; it is left unchanged
 * @param taken streams that belong to another live Pipeline
 * @param adoptions streams that fit a live Pipeline and do not carry its uid yet
 * @param unwanted streams that a live Pipeline no longer needs
 * @param moved streams here of live Pipelines that use another service now; a decision about each needs more than is known here
 * @param orphans streams of deleted Pipelines
 * @param staleMarks the names of streams that are marked as orphans but no longer are
 */
public record StreamDiff(
        List<Gap> gaps,
        List<Damaged> damaged,
        int present,
        List<Drifted> drifted,
        List<Taken> taken,
        List<Adoption> adoptions,
        List<Unwanted> unwanted,
        List<MovedStreams> moved,
        List<Orphan> orphans,
        List<String> staleMarks) {

    /**
     * Something to be created.
     *
     * @param stream whether the stream itself is missing
     * @param again whether others were created with it: it is not new, but was lost, or its creation failed
     * @param consumers the names of those that are missing
     */
    public record Gap(DesiredStream wanted, boolean stream, boolean again, List<String> consumers) {

        /** Whether it is certainly missing: only as many silent nodes as it has replicas could hide it. */
        public boolean isCertain(int silent) {
            return !stream || wanted.copies() > silent;
        }
    }

    /** @param consumer the name of the one that is damaged; empty when it is the stream itself */
    public record Damaged(DesiredStream wanted, String consumer, List<ConfigDrift> drifts) {

        /** Whether it is the stream itself. */
        public boolean stream() {
            return consumer.isEmpty();
        }
    }

    /** @param what the name of the stream, or of a consumer of it */
    public record Drifted(DesiredStream wanted, String what, ConfigDrift drift) {}

    /** A stream that belongs to another live Pipeline. */
    public record Taken(DesiredStream wanted, StreamOwner holder) {}

    /** A stream that this Pipeline takes over, with a digest of all that it requests. */
    public record Adoption(String stream, PipelineRef claimant, String set) {

        /** The configuration of the stream with its new owner. */
        public JsonNode writtenInto(JsonNode config) {
            return claimant.owner().writtenInto(config, set);
        }
    }

    /** Compares; {@code living} are all Pipelines of the namespace, whatever service they use. */
    public static StreamDiff of(DesiredStreams desired, ActualStreams actual, LivePipelines living) {
        return new StreamComparison(desired, actual, living).diff();
    }

    /** Whether all streams of a Pipeline exist, are its own, and work: then it does not need those on another service. */
    public boolean hasAllOf(PipelineRef claimant, DesiredStreams desired) {
        Set<String> amiss = Stream.of(
                        gaps.stream().map(Gap::wanted),
                        damaged.stream().map(Damaged::wanted),
                        taken.stream().map(Taken::wanted))
                .flatMap(each -> each)
                .map(DesiredStream::name)
                .collect(Collectors.toSet());
        return desired.wanted().stream()
                        .filter(wanted -> wanted.claimant().owner().equals(claimant.owner())
                                || wanted.planned().hasNameOf(claimant.owner()))
                        .filter(wanted -> !amiss.contains(wanted.name()))
                        .count()
                >= claimant.user().streams();
    }

    /** Whether nothing is to be created, repaired, adopted, marked or deleted for the users of the service. */
    public boolean complete(Instant now) {
        return gaps.isEmpty()
                && damaged.isEmpty()
                && adoptions.isEmpty()
                && staleMarks.isEmpty()
                && unmarked(now).isEmpty()
                && due(now).isEmpty()
                && unmarkedOrphans(now).isEmpty()
                && dueOrphans(now).isEmpty();
    }

    /** Those of the unwanted that may be deleted now: they are drained, or their Pipeline's grace period is over. */
    public List<Unwanted> due(Instant now) {
        return PendingDeletion.due(unwanted, now);
    }

    /** Those of the unwanted that must wait. */
    public List<Unwanted> postponed(Instant now) {
        return PendingDeletion.postponed(unwanted, now);
    }

    /** Those of the postponed without a mark of when they became unwanted. */
    public List<Unwanted> unmarked(Instant now) {
        return PendingDeletion.unmarked(unwanted, now);
    }

    /** Those of the orphans that may be deleted now. */
    public List<Orphan> dueOrphans(Instant now) {
        return PendingDeletion.due(orphans, now);
    }

    /** Those of the orphans that must wait. */
    public List<Orphan> postponedOrphans(Instant now) {
        return PendingDeletion.postponed(orphans, now);
    }

    /** Those of the postponed orphans without a mark of when their Pipeline was deleted. */
    public List<Orphan> unmarkedOrphans(Instant now) {
        return PendingDeletion.unmarked(orphans, now);
    }

    /**
     * The same without streams whose state is uncertain. Pending deletions of a Pipeline are decided together: a bucket waits for
     * its buffers.
     */
    public StreamDiff without(Set<String> unsure) {
        Set<StreamOwner> waiting = Stream.concat(unwanted.stream(), orphans.stream())
                .filter(each -> unsure.contains(each.name()))
                .map(PendingDeletion::pipeline)
                .collect(Collectors.toSet());
        return new StreamDiff(
                gaps.stream()
                        .filter(gap ->
                                gap.stream() || !unsure.contains(gap.wanted().name()))
                        .toList(),
                damaged.stream()
                        .filter(each -> !unsure.contains(each.wanted().name()))
                        .toList(),
                present,
                drifted,
                taken,
                adoptions.stream()
                        .filter(each -> !unsure.contains(each.stream()))
                        .toList(),
                unwanted.stream()
                        .filter(each -> !waiting.contains(each.pipeline()))
                        .toList(),
                moved.stream().filter(each -> each.isSureWithout(unsure)).toList(),
                orphans.stream()
                        .filter(each -> !waiting.contains(each.pipeline()))
                        .toList(),
                staleMarks.stream().filter(name -> !unsure.contains(name)).toList());
    }

    /** The names of the streams for which a listing may be stale, and which have to be read again before any action. */
    public List<String> suspects() {
        return Stream.of(
                        gaps.stream().filter(gap -> !gap.stream()).map(gap -> gap.wanted()
                                .name()),
                        damaged.stream().map(each -> each.wanted().name()),
                        unwanted.stream().map(Unwanted::name),
                        orphans.stream().map(Orphan::name))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }
}
