package dev.numaflow.isbsvc.rendering.buffers;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every stream that must exist for one object.
 *
 * @param serviceName the service, of the owner's namespace, on which they must exist
 * @param streams by stream name, in the order of names
 * @param legacyStreams streams that Numaflow up to 1.7 created for the same object: never created, deleted with the others
 */
public record BufferPlan(
        StreamOwner owner, String serviceName, SortedMap<String, StreamPlan> streams, List<String> legacyStreams) {

    public BufferPlan {
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
        legacyStreams = List.copyOf(legacyStreams);
    }

    static BufferPlan of(PipelineLike user, List<StreamPlan> streams, List<String> legacyStreams) {
        SortedMap<String, StreamPlan> byName = new TreeMap<>();
        streams.forEach(stream -> byName.put(stream.config().name(), stream));
        return new BufferPlan(user.owner(), user.serviceName(), byName, legacyStreams);
    }
}
