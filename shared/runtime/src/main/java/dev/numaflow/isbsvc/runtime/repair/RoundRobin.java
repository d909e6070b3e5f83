package dev.numaflow.isbsvc.runtime.repair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Interleaves a list by namespaces, one of each after the other, so that no namespace exhausts a common limit. */
final class RoundRobin {

    private RoundRobin() {}

    /** @return all of them, those of one namespace in their order */
    static <T> List<T> of(List<T> all, Function<T, String> namespace) {
        Map<String, Deque<T>> namespaces = new LinkedHashMap<>();
        all.forEach(each -> namespaces
                .computeIfAbsent(namespace.apply(each), name -> new ArrayDeque<>())
                .add(each));
        List<T> interleaved = new ArrayList<>();
        while (!namespaces.isEmpty()) {
            namespaces.values().forEach(queue -> interleaved.add(queue.remove()));
            namespaces.values().removeIf(Deque::isEmpty);
        }
        return interleaved;
    }
}
