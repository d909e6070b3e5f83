package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * The streams that a Pipeline requests.
 *
 * @param since when the Pipeline was created, RFC 3339 in UTC
 */
public record StreamNameRequest(StreamOwner owner, String since, Set<String> streams) {

    /** The order in which requests are granted: the oldest Pipeline first, and by name at equal times. */
    static final Comparator<StreamNameRequest> PRECEDENCE = Comparator.comparing(StreamNameRequest::since)
            .thenComparing(request -> request.owner().name())
            .thenComparing(request -> request.owner().kind());

    /** A digest that distinguishes this set of streams from another one of the same Pipeline. */
    String digest() {
        return Digest.sha256(String.join(" ", new TreeSet<>(streams)));
    }

    public StreamNameRequest {
        streams = Set.copyOf(streams);
    }
}
