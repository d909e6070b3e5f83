package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.Shown;
import java.util.List;

/**
 * A Pipeline that gets no streams, because names that it requests belong to another one.
 *
 * @param streams the names that both request
 */
public record Collision(StreamOwner refused, StreamOwner holder, List<String> streams) {

    /** The size of an Event is limited; a wide vertex has many names. */
    private static final int SHOWN = 5;

    @Override
    public String toString() {
        return refused + " gets no buffers: " + holder + " has "
                + Shown.list(streams, SHOWN, ", ", " and %d more of its names")
                + "; rename one of the two, or its vertices";
    }
}
