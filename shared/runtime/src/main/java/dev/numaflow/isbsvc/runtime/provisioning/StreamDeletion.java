package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.RemoveAction;
import dev.numaflow.isbsvc.rendering.ownership.RemoveAction.Moved;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes streams that are no longer needed, and reads again right before each: a Pipeline re-created since the state was read may
 * already write into the streams of its predecessor, and a terminating vertex into a buffer that was drained.
 */
final class StreamDeletion {

    private static final String ANNOTATIONS = "/metadata/annotations";

    private final OwnedStreams streams;
    private final StreamStateReader stateReader;
    private final LivePipelines living;
    private final Set<StreamOwner> waiting = ConcurrentHashMap.newKeySet();

    /** @param living as of when the deletions were decided */
    StreamDeletion(OwnedStreams streams, StreamStateReader stateReader, LivePipelines living) {
        this.streams = streams;
        this.stateReader = stateReader;
        this.living = living;
    }

    /** A bucket of a Pipeline of which a buffer had to stay stays, too. */
    Outcomes delete(RemoveAction action, Outcomes outcomes) {
        if (action.kind() == Kind.DELETE_BUCKET && waiting.contains(action.owner())) {
            return outcomes;
        }
        Optional<StreamReport> live = streams.one(action.stream());
        if (live.isEmpty()) {
            return outcomes;
        }
        if (!isUnchanged(action) || !action.mayGo(live.get())) {
            waiting.add(action.owner());
            return outcomes;
        }
        return streams.delete(action.stream())
                ? outcomes.removed(live.get(), action.text() + went(action, live.get()))
                : outcomes;
    }

    /** The Pipeline may have been created again, moved back, or the approval withdrawn. */
    private boolean isUnchanged(RemoveAction action) {
        return action.pipeline()
                .map(pipeline -> !(action instanceof Moved) || isUnchanged(pipeline))
                .orElseGet(() -> stateReader
                        .now(action.owner())
                        .filter(now -> !living.lives(now))
                        .isEmpty());
    }

    private boolean isUnchanged(PipelineRef pipeline) {
        return stateReader
                .now(pipeline)
                .filter(now -> now.path("spec").equals(pipeline.object().path("spec")))
                .filter(now -> now.at(ANNOTATIONS).equals(pipeline.object().at(ANNOTATIONS)))
                .filter(now -> StreamOwner.of(now).equals(pipeline.owner()))
                .isPresent();
    }

    /** How much was deleted with it: of a bucket, marks of progress. */
    private static String went(RemoveAction action, StreamReport stream) {
        return action.kind() == Kind.DELETE_BUCKET
                ? " (" + stream.messages() + " entries)"
                : " (" + stream.messages() + " messages, " + stream.unread() + " of them unread)";
    }
}
