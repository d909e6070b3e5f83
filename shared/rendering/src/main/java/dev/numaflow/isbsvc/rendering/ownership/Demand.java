package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the Pipelines of one service ask of it, after it is settled who gets which names.
 *
 * @param asked every name that a Pipeline has or asks for, by its uid; of those as well that are refused or on their way out
 * @param leftovers what earlier versions of Numaflow made for one of them, by name: never made, but its own
 */
public record Demand(
        List<Wanted> wanted, List<Refusal> refused, Map<String, Set<String>> asked, Map<String, Claimant> leftovers) {

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
        Map<String, Claimant> leftovers = new HashMap<>();
        byOwner.forEach((owner, claimant) -> {
            if (claims.met().contains(owner) && !claimant.deleting()) {
                String set = claimant.claim(config).digest();
                claimant.plans(config).forEach(plan -> {
                    plan.streams()
                            .values()
                            .forEach(stream -> wanted.add(new Wanted(claimant, plan.owner(), stream, set)));
                    plan.leftovers().forEach(name -> leftovers.put(name, claimant));
                });
            }
        });
        List<Refusal> refused = claims.collisions().stream()
                .map(collision -> new Refusal(byOwner.get(collision.refused()), collision))
                .toList();
        Map<String, Set<String>> asked = new HashMap<>();
        users.forEach(user -> asked.put(user.owner().uid(), user.names(config)));
        return new Demand(List.copyOf(wanted), refused, Map.copyOf(asked), Map.copyOf(leftovers));
    }

    /** Whether any Pipeline of this service has or asks for the name. */
    boolean asks(String name) {
        return asked.values().stream().anyMatch(names -> names.contains(name));
    }

    /** Whether the Pipeline with this uid does. */
    boolean asks(String uid, String name) {
        return asked.getOrDefault(uid, Set.of()).contains(name);
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
