package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which streams nobody needs any more: those that we made for a Pipeline which is gone, unless a living Pipeline of the same
 * name, or any that asks for the stream, uses it on.
 */
public final class Orphans {

    private Orphans() {}

    /**
     * @param configs of all streams of a service
     * @param living all Pipelines of the service's namespace, whatever service they use
     * @param claimed the names for which any of them asks
     */
    public static List<String> among(List<JsonNode> configs, List<StreamOwner> living, Set<String> claimed) {
        return configs.stream()
                .filter(config -> isOrphan(StreamOwner.in(config), living))
                .map(config -> config.path("name").asText())
                .filter(name -> !claimed.contains(name))
                .toList();
    }

    private static boolean isOrphan(Optional<StreamOwner> owner, List<StreamOwner> living) {
        return owner.isPresent()
                && living.stream()
                        .noneMatch(alive -> alive.uid().equals(owner.get().uid()) || alive.hasNameOf(owner.get()));
    }
}
