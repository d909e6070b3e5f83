package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The difference between desired and actual streams: everything to be done or reported, in this order. Whoever carries it out, records
 * it in Events, counts it, shows it, or calls for it evaluates this one list.
 *
 * @param present the number of streams that are complete as desired
 */
public record StreamDiff(List<StreamAction> actions, int present) {

    public StreamDiff {
        actions = actions.stream()
                .sorted(Comparator.comparing(StreamAction::kind))
                .toList();
    }

    /**
     * The Pipelines to which streams may belong.
     *
     * @param living all Pipelines of the namespace, whatever service they use
     * @param decide decides about the streams of one that uses another service now: that needs more than is known here
     */
    public record Owners(LivePipelines living, Function<MovedStreams, DeletionDecision> decide, Instant now) {}

    public static StreamDiff of(DesiredStreams desired, ActualStreams actual, Owners owners) {
        return new StreamComparison(desired, actual, owners.living()).diff(owners);
    }

    /** The same without streams that no Pipeline needs on this service. */
    public static StreamDiff ofDesired(DesiredStreams desired, ActualStreams actual, LivePipelines living) {
        return new StreamComparison(desired, actual, living).ofDesired();
    }

    /** Whether all streams of a Pipeline exist, are its own, and work: then it does not need those on another service. */
    public boolean hasAllOf(PipelineRef pipeline, DesiredStreams desired) {
        Set<String> amiss = actions.stream()
                .filter(action -> action.state().compareTo(StreamState.DRIFTED) > 0)
                .map(StreamAction::stream)
                .collect(Collectors.toSet());
        return desired.streams().stream()
                        .filter(stream -> stream.pipeline().owner().equals(pipeline.owner())
                                || stream.planned().hasNameOf(pipeline.owner()))
                        .filter(stream -> !amiss.contains(stream.name()))
                        .count()
                >= pipeline.user().streams();
    }

    /** What is to be done for the users of the service; nothing where all is as desired, or waits. */
    public List<StreamAction> due() {
        return actions.stream().filter(StreamAction::isDue).toList();
    }

    /** Those of one kind. */
    public <A extends StreamAction> List<A> due(Kind kind, Class<A> type) {
        return due().stream()
                .filter(action -> action.kind() == kind)
                .map(type::cast)
                .toList();
    }

    /** What is reported at once. */
    public List<StreamAction> reported() {
        return actions.stream().filter(StreamAction::isReported).toList();
    }

    /**
     * The same without streams whose state is uncertain. What a Pipeline does not need here is decided together: a bucket waits for
     * its buffers.
     */
    public StreamDiff without(Set<String> unsure) {
        Set<StreamOwner> waiting = actions.stream()
                .filter(action -> action instanceof RemoveAction && unsure.contains(action.stream()))
                .map(StreamAction::owner)
                .collect(Collectors.toSet());
        return new StreamDiff(
                actions.stream()
                        .filter(action -> action instanceof RemoveAction
                                ? !waiting.contains(action.owner())
                                : !action.isDue()
                                        || !unsure.contains(action.stream())
                                        || action instanceof Create create && create.isNew())
                        .toList(),
                present);
    }

    /** The names of the streams for which a listing may be stale, and which have to be read again before any action. */
    public List<String> suspects() {
        return actions.stream()
                .filter(StreamAction::isSuspect)
                .map(StreamAction::stream)
                .distinct()
                .toList();
    }
}
