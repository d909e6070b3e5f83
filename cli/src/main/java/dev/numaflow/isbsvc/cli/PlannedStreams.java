package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.buffers.StreamPlan;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.ownership.StreamNameRequest;
import dev.numaflow.isbsvc.rendering.ownership.StreamNameRequests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The plans of all objects in a file, after a check that no two of them use the same stream. */
record PlannedStreams(List<BufferPlan> plans) {

    /** Files have no creation order. */
    private static final String UNKNOWN_SINCE = "";

    private record Place(String namespace, String service) {}

    /** Rejects plans that use the same stream names, on one service or, since there is one result, on several. */
    static Parsed<PlannedStreams> of(List<BufferPlan> plans) {
        List<Violation> violations = new ArrayList<>(writtenTwice(plans));
        if (violations.isEmpty()) {
            violations.addAll(collisions(plans));
        }
        if (violations.isEmpty()) {
            violations.addAll(sameNames(plans));
        }
        return violations.isEmpty() ? Parsed.of(new PlannedStreams(plans)) : Parsed.refused(violations);
    }

    SortedMap<String, StreamPlan> byName() {
        SortedMap<String, StreamPlan> streams = new TreeMap<>();
        plans.forEach(plan -> streams.putAll(plan.streams()));
        return streams;
    }

    private static List<Violation> writtenTwice(List<BufferPlan> plans) {
        Set<String> seen = new HashSet<>();
        return plans.stream()
                .map(plan -> plan.owner().toString())
                .filter(owner -> !seen.add(owner))
                .map(owner -> new Violation(owner, "it a second time", "each object once"))
                .toList();
    }

    private static List<Violation> collisions(List<BufferPlan> plans) {
        Collection<List<BufferPlan>> services = plans.stream()
                .collect(Collectors.groupingBy(
                        plan -> new Place(plan.owner().namespace(), plan.serviceName()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
        return services.stream()
                .flatMap(together -> StreamNameRequests.resolve(together.stream()
                                .map(plan -> new StreamNameRequest(
                                        plan.owner(),
                                        UNKNOWN_SINCE,
                                        plan.streams().keySet()))
                                .toList())
                        .collisions()
                        .stream())
                .map(collision -> new Violation(
                        collision.refused().toString(),
                        String.join(", ", collision.streams()) + ", which belong to " + collision.holder() + " as well",
                        "names of pipelines and vertices which, joined by hyphens, differ from all others"))
                .toList();
    }

    private static List<Violation> sameNames(List<BufferPlan> plans) {
        List<Violation> violations = new ArrayList<>();
        Map<String, StreamOwner> owners = new TreeMap<>();
        for (BufferPlan plan : plans) {
            for (String stream : plan.streams().keySet()) {
                StreamOwner other = owners.putIfAbsent(stream, plan.owner());
                if (other != null) {
                    violations.add(new Violation(
                            plan.owner().toString(),
                            stream + ", which " + other + " has too, on another service",
                            "one of the two at a time"));
                }
            }
        }
        return violations;
    }
}
