package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
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
 * Deletes streams that are no longer needed, and reads again right before each: a Pipeline re-created since the state was read may
 * already write into the streams of its predecessor, and a terminating vertex into a buffer that was drained.
 */
final class StreamDeletion {

    private static final String ANNOTATIONS = "/metadata/annotations";

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final StreamStateReader stateReader;
    private final JsonNode service;
    private final Set<StreamOwner> waiting = ConcurrentHashMap.newKeySet();

    /** @param service receives the Events about Pipelines that are gone */
    StreamDeletion(OwnedStreams streams, ServiceLease.Held lease, StreamStateReader stateReader, JsonNode service) {
        this.service = service;
        this.streams = streams;
        this.lease = lease;
        this.stateReader = stateReader;
    }

    /**
     * A stream to be deleted.
     *
     * @param about the object that receives the Event
     * @param whose the Pipeline that owns it, where that is not the receiver
     * @param mayGo whether it may still be deleted, as read right before
     */
    record Left(JsonNode about, String stream, String whose, Predicate<StreamReport> mayGo) {}

    /** Everything but buckets. */
    List<Left> left(StreamStates states, Instant now) {
        return left(states, now, false);
    }

    /** The buckets, after the others were deleted: none of a Pipeline of which a buffer had to stay. */
    List<Left> bucketsLeft(StreamStates states, Instant now) {
        return left(states, now, true);
    }

    private List<Left> left(StreamStates states, Instant now, boolean buckets) {
        return Stream.of(orphans(states, now, buckets), due(states, now, buckets), moved(states, buckets))
                .flatMap(left -> left)
                .toList();
    }

    private Stream<Left> orphans(StreamStates states, Instant now, boolean buckets) {
        return states.diff().dueOrphans(now).stream()
                .filter(orphan -> orphan.isBucket() == buckets)
                .filter(orphan -> !waiting.contains(orphan.pipeline()))
                .map(orphan -> new Left(
                        service,
                        orphan.name(),
                        " of " + orphan.pipeline() + ", which is gone",
                        live -> waitUnless(
                                !madeAnewSince(states, orphan.pipeline()) && orphan.mayGo(live, now),
                                orphan.pipeline())));
    }

    private Stream<Left> due(StreamStates states, Instant now, boolean buckets) {
        return states.diff().due(now).stream()
                .filter(unwanted -> unwanted.isBucket() == buckets)
                .filter(unwanted -> !waiting.contains(unwanted.pipeline()))
                .map(unwanted -> new Left(
                        unwanted.owner().object(),
                        unwanted.name(),
                        "",
                        live -> waitUnless(unwanted.mayGo(live, now), unwanted.pipeline())));
    }

    private Stream<Left> moved(StreamStates states, boolean buckets) {
        return states.moved().stream()
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

    /** The Pipeline may have been moved back, or the approval withdrawn. */
    private boolean isUnchanged(PipelineRef claimant) {
        return stateReader
                .now(claimant)
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

    private boolean madeAnewSince(StreamStates states, StreamOwner owner) {
        return stateReader.now(owner).filter(now -> !states.living().lives(now)).isPresent();
    }

    Outcomes remove(Left left) {
        Outcomes outcomes = new Outcomes(left.about());
        lease.check();
        Optional<StreamReport> live = streams.one(left.stream());
        return live.isPresent() && left.mayGo().test(live.get()) && streams.delete(left.stream())
                ? outcomes.removed(live.get(), "stream " + left.stream() + left.whose() + went(live.get()))
                : outcomes;
    }

    /** How much was deleted with it: of a bucket, marks of progress. */
    private static String went(StreamReport stream) {
        return Unwanted.isBucket(stream.name())
                ? " (" + stream.messages() + " entries)"
                : " (" + stream.messages() + " messages, " + stream.unread() + " of them unread)";
    }
}
