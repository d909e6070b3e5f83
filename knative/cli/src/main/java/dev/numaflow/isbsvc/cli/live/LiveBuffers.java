package dev.numaflow.isbsvc.cli.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.numaflow.isbsvc.rendering.ownership.BufferState;
import java.util.List;

/**
 * What the servers of one service hold beside what is asked of it. Its components are the field names of {@code -o json}; they
 * only ever become more.
 *
 * @param waitsFor why nothing is made or put right at the moment; null where the service is ready
 * @param refused Pipelines that get nothing, and why
 * @param notReached what is missing here, and why
 */
public record LiveBuffers(
        String namespace,
        String name,
        String waitsFor,
        List<String> refused,
        List<BufferState> buffers,
        List<String> notReached) {

    public LiveBuffers {
        refused = List.copyOf(refused);
        buffers = List.copyOf(buffers);
        notReached = List.copyOf(notReached);
    }

    /** Whether everything is as it was asked for, so far as was seen. */
    @JsonIgnore
    public boolean good() {
        return refused.isEmpty() && buffers.stream().allMatch(BufferState::good);
    }
}
