package dev.numaflow.isbsvc.runtime.repair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Orders what there may be too much of by namespaces: one of each after the other, so that none fills a bound for all. */
final class InTurn {

    private InTurn() {}

    /** @return all of them, those of one namespace in their order */
    static <T> List<T> of(List<T> all, Function<T, String> namespace) {
        Map<String, Deque<T>> namespaces = new LinkedHashMap<>();
        all.forEach(each -> namespaces
                .computeIfAbsent(namespace.apply(each), name -> new ArrayDeque<>())
                .add(each));
        List<T> inTurn = new ArrayList<>();
        while (!namespaces.isEmpty()) {
            namespaces.values().forEach(queue -> inTurn.add(queue.remove()));
            namespaces.values().removeIf(Deque::isEmpty);
        }
        return inTurn;
    }
}
