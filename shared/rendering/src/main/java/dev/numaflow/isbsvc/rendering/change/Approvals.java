package dev.numaflow.isbsvc.rendering.change;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the user has approved, by id, and what of it was carried out already: each approval is good once. The users' annotation is
 * never written by us, so what was carried out stands on the StatefulSet, written together with the change itself.
 *
 * @param asked ids in the annotation of the service
 * @param used ids that the StatefulSet says are carried out
 */
public record Approvals(Set<String> asked, Set<String> used) {

    public static final Approvals NONE = new Approvals(Set.of(), Set.of());

    public Approvals {
        asked = Set.copyOf(asked);
        used = Set.copyOf(used);
    }

    /** Reads both annotations, each a list with commas. */
    public static Approvals of(String asked, String used) {
        return new Approvals(ids(asked), ids(used));
    }

    /** Whether the change of this id may be carried out. */
    public boolean allow(String id) {
        return asked.contains(id) && !used.contains(id);
    }

    boolean name(String id) {
        return asked.contains(id);
    }

    /** What is carried out now and before, as far as the user still names it: who approves anew removes the id first. */
    String usedWith(Set<String> now) {
        Set<String> all = new TreeSet<>(used);
        all.retainAll(asked);
        all.addAll(now);
        return String.join(",", all);
    }

    private static Set<String> ids(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
