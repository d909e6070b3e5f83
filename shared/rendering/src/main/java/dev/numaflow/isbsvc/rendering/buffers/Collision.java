package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two objects of one service whose names come out as the same stream. Neither may make or remove it in the other's place, so
 * the later one is refused.
 *
 * @param holder the one that came first
 * @param refused the one that must not have it
 */
public record Collision(String stream, Owner holder, Owner refused) {

    private record Place(String namespace, String service, String stream) {}

    /** Finds what collides. Earlier plans hold their names against later ones; plans of one owner never collide. */
    public static List<Collision> among(List<BufferPlan> plans) {
        Map<Place, Owner> holders = new HashMap<>();
        List<Collision> collisions = new ArrayList<>();
        for (BufferPlan plan : plans) {
            for (String stream : plan.streams().keySet()) {
                Owner holder = holders.putIfAbsent(
                        new Place(plan.owner().namespace(), plan.serviceName(), stream), plan.owner());
                if (holder != null && !holder.equals(plan.owner())) {
                    collisions.add(new Collision(stream, holder, plan.owner()));
                }
            }
        }
        return collisions;
    }

    /** The refusal, for whom it concerns. */
    public Violation violation() {
        return new Violation(
                "metadata.name",
                "%s, whose stream %s belongs to %s".formatted(refused, stream, holder),
                "names of pipelines and vertices which, joined by hyphens, differ from those of every other pipeline");
    }
}
