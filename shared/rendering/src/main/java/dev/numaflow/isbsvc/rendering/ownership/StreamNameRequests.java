package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns the streams of a service to Pipelines. Names join namespace, pipeline and vertex ambiguously, so two Pipelines can
 * request the same one: the older Pipeline gets it, the newer one is refused as a whole.
 */
public record StreamNameRequests(Set<StreamOwner> met, List<Collision> collisions) {

    /** Resolves all requests on one service. */
    public static StreamNameRequests settle(List<StreamNameRequest> claims) {
        Map<String, StreamOwner> holders = new HashMap<>();
        Set<StreamOwner> met = new HashSet<>();
        List<Collision> collisions = new ArrayList<>();
        claims.stream().sorted(StreamNameRequest.PRECEDENCE).forEach(claim -> {
            List<String> taken = claim.streams().stream()
                    .filter(holders::containsKey)
                    .sorted()
                    .toList();
            if (taken.isEmpty()) {
                claim.streams().forEach(stream -> holders.put(stream, claim.owner()));
                met.add(claim.owner());
            } else {
                collisions.add(new Collision(claim.owner(), holders.get(taken.get(0)), taken));
            }
        });
        return new StreamNameRequests(Set.copyOf(met), List.copyOf(collisions));
    }
}
