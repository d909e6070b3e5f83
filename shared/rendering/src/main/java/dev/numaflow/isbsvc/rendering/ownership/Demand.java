package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the Pipelines of one service ask of it, after it is settled who gets which names. */
public record Demand(List<Wanted> wanted, List<Refusal> refused) {

    /** A Pipeline that gets nothing, and why. */
    public record Refusal(Claimant claimant, Collision collision) {}

    /** Settles what they ask for. One that is being deleted keeps its names, but gets nothing made. */
    public static Demand of(List<Claimant> users, BufferConfig config) {
        Map<StreamOwner, Claimant> byOwner = new LinkedHashMap<>();
        onTheirOwn(users, config).forEach(claimant -> byOwner.put(claimant.owner(), claimant));
        Claims claims = Claims.settle(byOwner.values().stream()
                .map(claimant -> claimant.claim(config))
                .toList());
        List<Wanted> wanted = new ArrayList<>();
        byOwner.forEach((owner, claimant) -> {
            if (claims.met().contains(owner) && !claimant.deleting()) {
                claimant.plans(config).forEach(plan -> plan.streams()
                        .values()
                        .forEach(stream -> wanted.add(new Wanted(claimant, plan.owner(), stream))));
            }
        });
        List<Refusal> refused = claims.collisions().stream()
                .map(collision -> new Refusal(byOwner.get(collision.refused()), collision))
                .toList();
        return new Demand(List.copyOf(wanted), refused);
    }

    /** Without the Pipelines that Numaflow makes for a ServingPipeline: that one asks for their streams already. */
    private static List<Claimant> onTheirOwn(List<Claimant> users, BufferConfig config) {
        return users.stream()
                .filter(user -> users.stream()
                        .filter(other -> !other.equals(user))
                        .flatMap(other -> other.plans(config).stream())
                        .noneMatch(plan -> plan.owner().hasNameOf(user.owner())))
                .toList();
    }
}
