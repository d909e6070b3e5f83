package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Removes what nobody needs any more, and looks right before each: a Pipeline that was made anew since the survey may write into
 * the streams of its predecessor already, and a vertex on its way out into a buffer that was drained.
 */
final class StreamDeletion {

    private static final String ANNOTATIONS = "/metadata/annotations";

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final StreamStateReader surveyor;
    private final JsonNode service;
    private final Set<StreamOwner> waiting = ConcurrentHashMap.newKeySet();

    /** @param service that is told what goes of Pipelines that are gone */
    StreamDeletion(OwnedStreams streams, ServiceLease.Held lease, StreamStateReader surveyor, JsonNode service) {
        this.service = service;
        this.streams = streams;
        this.lease = lease;
        this.surveyor = surveyor;
    }

    /**
     * A stream to be removed.
     *
     * @param about who is told
     * @param whose of which Pipeline it is, where that is not told itself
     * @param mayGo whether that is so still, as it is right before
     */
    record Left(JsonNode about, String stream, String whose, Predicate<StreamReport> mayGo) {}

    /** Everything but buckets. */
    List<Left> left(StreamStates survey, Instant now) {
        return left(survey, now, false);
    }

    /** The buckets, after the others were removed: none of a Pipeline of which a buffer had to stay. */
    List<Left> bucketsLeft(StreamStates survey, Instant now) {
        return left(survey, now, true);
    }

    private List<Left> left(StreamStates survey, Instant now, boolean buckets) {
        return Stream.of(orphans(survey, now, buckets), due(survey, now, buckets), moved(survey, buckets))
                .flatMap(left -> left)
                .toList();
    }

    private Stream<Left> orphans(StreamStates survey, Instant now, boolean buckets) {
        return survey.findings().dueOrphans(now).stream()
                .filter(orphan -> orphan.isBucket() == buckets)
                .filter(orphan -> !waiting.contains(orphan.pipeline()))
                .map(orphan -> new Left(
                        service,
                        orphan.name(),
                        " of " + orphan.pipeline() + ", which is gone",
                        live -> waitUnless(
                                !madeAnewSince(survey, orphan.pipeline()) && orphan.mayGo(live, now),
                                orphan.pipeline())));
    }

    private Stream<Left> due(StreamStates survey, Instant now, boolean buckets) {
        return survey.findings().due(now).stream()
                .filter(unwanted -> unwanted.isBucket() == buckets)
                .filter(unwanted -> !waiting.contains(unwanted.pipeline()))
                .map(unwanted -> new Left(
                        unwanted.owner().object(),
                        unwanted.name(),
                        "",
                        live -> waitUnless(unwanted.mayGo(live, now), unwanted.pipeline())));
    }

    private Stream<Left> moved(StreamStates survey, boolean buckets) {
        return survey.moved().stream()
                .filter(DeletionDecision::isDue)
                .filter(decision ->
                        !waiting.contains(decision.moved().claimant().owner()))
                .flatMap(decision -> decision.moved().streams().stream()
                        .filter(stream -> Unwanted.isBucket(stream.name()) == buckets)
                        .map(stream -> new Left(
                                decision.moved().claimant().object(),
                                stream.name(),
                                "",
                                live -> waitUnless(
                                        isUnchanged(decision.moved().claimant()) && decision.mayGo(stream, live),
                                        decision.moved().claimant().owner()))));
    }

    /** Whoever moved a Pipeline may have moved it back, or taken the approval away. */
    private boolean isUnchanged(PipelineRef claimant) {
        return surveyor.now(claimant)
                .filter(now -> now.path("spec").equals(claimant.object().path("spec")))
                .filter(now -> now.at(ANNOTATIONS).equals(claimant.object().at(ANNOTATIONS)))
                .filter(now -> StreamOwner.of(now).equals(claimant.owner()))
                .isPresent();
    }

    private boolean waitUnless(boolean mayGo, StreamOwner owner) {
        if (!mayGo) {
            waiting.add(owner);
        }
        return mayGo;
    }

    private boolean madeAnewSince(StreamStates survey, StreamOwner owner) {
        return surveyor.now(owner).filter(now -> !survey.living().lives(now)).isPresent();
    }

    Outcomes remove(Left left) {
        Outcomes outcomes = new Outcomes(left.about());
        lease.check();
        Optional<StreamReport> live = streams.one(left.stream());
        return live.isPresent() && left.mayGo().test(live.get()) && streams.delete(left.stream())
                ? outcomes.removed(live.get(), "stream " + left.stream() + left.whose() + went(live.get()))
                : outcomes;
    }

    /** How much went with it: of a bucket, marks of progress. */
    private static String went(StreamReport stream) {
        return Unwanted.isBucket(stream.name())
                ? " (" + stream.messages() + " entries)"
                : " (" + stream.messages() + " messages, " + stream.unread() + " of them unread)";
    }
}
