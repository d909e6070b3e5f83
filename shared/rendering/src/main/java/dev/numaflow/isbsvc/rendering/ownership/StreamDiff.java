package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies between demand and holding.
 *
 * @param gaps what is to be made
 * @param damaged what is there, cannot work, and is to be put right
 * @param present how many streams are complete as they were asked for
 * @param drifted what is there and not as it was asked for; it is left as it is
 * @param taken streams that hold what belongs to another living Pipeline
 * @param adoptions streams that fit a living Pipeline and do not carry its uid yet
 * @param unwanted streams that a living Pipeline does not want any more
 * @param moved what living Pipelines have here that use another service now; a decision about each takes more than is known here
 * @param orphans streams of Pipelines that are gone
 * @param staleMarks the names of streams that are marked as orphans and are none any more
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
     * Something to be made.
     *
     * @param stream whether the stream itself is missing
     * @param again whether others were made with it: it is not new, but was lost, or could not be made with them
     * @param consumers the names of those that are missing
     */
    public record Gap(DesiredStream wanted, boolean stream, boolean again, List<String> consumers) {

        /** Whether it is missing although this many nodes did not answer: no more of them than it has copies could hide it. */
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

    /** A stream that another living Pipeline has. */
    public record Taken(DesiredStream wanted, StreamOwner holder) {}

    /** A stream that becomes this Pipeline's, with a digest of all that it asks for. */
    public record Adoption(String stream, PipelineRef claimant, String set) {

        /** The configuration of the stream with its new owner. */
        public JsonNode writtenInto(JsonNode config) {
            return claimant.owner().writtenInto(config, set);
        }
    }

    /** Compares; the living Pipelines are all of the namespace, whatever service they use. */
    public static StreamDiff of(DesiredStreams demand, ActualStreams holding, LivePipelines living) {
        return new StreamComparison(demand, holding, living).findings();
    }

    /** Whether all that a Pipeline asks for is there, is its own, and works: then nobody needs what it has elsewhere to go on. */
    public boolean hasAllOf(PipelineRef claimant, DesiredStreams demand) {
        Set<String> amiss = Stream.of(
                        gaps.stream().map(Gap::wanted),
                        damaged.stream().map(Damaged::wanted),
                        taken.stream().map(Taken::wanted))
                .flatMap(each -> each)
                .map(DesiredStream::name)
                .collect(Collectors.toSet());
        return demand.wanted().stream()
                        .filter(wanted -> wanted.claimant().owner().equals(claimant.owner())
                                || wanted.planned().hasNameOf(claimant.owner()))
                        .filter(wanted -> !amiss.contains(wanted.name()))
                        .count()
                >= claimant.user().streams();
    }

    /** Whether nothing is to be made, put right, taken over, marked or removed for those who use the service. */
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

    /** Those of the unwanted that may go now: nobody waits for anything in them, or their Pipeline's grace period is over. */
    public List<Unwanted> due(Instant now) {
        return PendingDeletion.due(unwanted, now);
    }

    /** Those of the unwanted that must wait. */
    public List<Unwanted> postponed(Instant now) {
        return PendingDeletion.postponed(unwanted, now);
    }

    /** Those of the postponed of which it is not written down yet since when they are unwanted. */
    public List<Unwanted> unmarked(Instant now) {
        return PendingDeletion.unmarked(unwanted, now);
    }

    /** Those of the orphans that may go now. */
    public List<Orphan> dueOrphans(Instant now) {
        return PendingDeletion.due(orphans, now);
    }

    /** Those of the orphans that must wait. */
    public List<Orphan> postponedOrphans(Instant now) {
        return PendingDeletion.postponed(orphans, now);
    }

    /** Those of the postponed orphans of which it is not written down yet since when their Pipeline is gone. */
    public List<Orphan> unmarkedOrphans(Instant now) {
        return PendingDeletion.unmarked(orphans, now);
    }

    /**
     * The same without what concerns streams of which nothing is known for sure. What is to go of a Pipeline is judged
     * together: a bucket waits for its buffers.
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

    /** The names of the streams about which a listing may be behind, and which are to be asked for before anything is done. */
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
