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
public record StreamNameRequests(Set<StreamOwner> granted, List<Collision> collisions) {

    /** Resolves all requests on one service. */
    public static StreamNameRequests resolve(List<StreamNameRequest> requests) {
        Map<String, StreamOwner> holders = new HashMap<>();
        Set<StreamOwner> granted = new HashSet<>();
        List<Collision> collisions = new ArrayList<>();
        requests.stream().sorted(StreamNameRequest.PRECEDENCE).forEach(request -> {
            List<String> taken = request.streams().stream()
                    .filter(holders::containsKey)
                    .sorted()
                    .toList();
            if (taken.isEmpty()) {
                request.streams().forEach(stream -> holders.put(stream, request.owner()));
                granted.add(request.owner());
            } else {
                collisions.add(new Collision(request.owner(), holders.get(taken.get(0)), taken));
            }
        });
        return new StreamNameRequests(Set.copyOf(granted), List.copyOf(collisions));
    }
}
