package dev.numaflow.isbsvc.cli.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.numaflow.isbsvc.rendering.ownership.BufferState;
import java.util.List;

/**
 * The actual and the desired streams of one service. Its components are the field names of {@code -o json}; none is ever removed.
 *
 * @param waitsFor why nothing is created or repaired at the moment; null where the service is ready
 * @param refused Pipelines that are refused, and why
 * @param notReached what could not be read, and why
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

    /** Whether everything that was read is as desired. */
    @JsonIgnore
    public boolean good() {
        return refused.isEmpty() && buffers.stream().allMatch(BufferState::good);
    }
}
