package dev.numaflow.isbsvc.rendering.ownership;

import java.util.List;

/**
 * A Pipeline that gets no stream, because names that it asks for belong to another one.
 *
 * @param streams the names that both ask for
 */
public record Collision(StreamOwner refused, StreamOwner holder, List<String> streams) {

    @Override
    public String toString() {
        return refused + " gets no buffers: " + String.join(", ", streams) + " belong"
                + (streams.size() == 1 ? "s" : "") + " to " + holder + "; rename one of the two, or its vertices";
    }
}
