package dev.numaflow.isbsvc.rendering.ownership;

import java.util.List;

/**
 * A Pipeline that gets no stream, because names that it asks for belong to another one.
 *
 * @param streams the names that both ask for
 */
public record Collision(StreamOwner refused, StreamOwner holder, List<String> streams) {

    /** An Event does not hold all names of a wide vertex. */
    private static final int SHOWN = 5;

    @Override
    public String toString() {
        int more = streams.size() - SHOWN;
        return refused + " gets no buffers: " + holder + " has "
                + String.join(", ", streams.subList(0, Math.min(SHOWN, streams.size())))
                + (more > 0 ? " and " + more + " more of its names" : "") + "; rename one of the two, or its vertices";
    }
}
