package dev.numaflow.isbsvc.rendering.change;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The ids that the user has approved, and those already applied: each approval is valid once. The operator never writes the user's
 * annotation, so applied ids are recorded on the StatefulSet, in the same write as the change.
 *
 * @param asked ids in the annotation of the service
 * @param used ids that the StatefulSet records as applied
 */
public record Approvals(Set<String> asked, Set<String> used) {

    public static final Approvals NONE = new Approvals(Set.of(), Set.of());

    public Approvals {
        asked = Set.copyOf(asked);
        used = Set.copyOf(used);
    }

    /** Reads both annotations, each a comma-separated list. */
    public static Approvals of(String asked, String used) {
        return new Approvals(ids(asked), ids(used));
    }

    /** Whether the change with this id may be applied. */
    public boolean allow(String id) {
        return asked.contains(id) && !used.contains(id);
    }

    boolean name(String id) {
        return asked.contains(id);
    }

    /** The way out of a change that no approval carries out, for whoever has approved it all the same. */
    String noHelp(String id, String wayOut) {
        return name(id) ? "An approval does not help yet. " + wayOut : wayOut;
    }

    /** The ids applied now and before, as far as the user still lists them; to approve again, the user removes the id first. */
    String usedWith(Set<String> now) {
        Set<String> all = new TreeSet<>(used);
        all.retainAll(asked);
        all.addAll(now);
        return String.join(",", all);
    }

    /** What is recorded as used once this id is, too. */
    public static String recorded(String used, String id) {
        Set<String> all = new TreeSet<>(ids(used));
        all.add(id);
        return String.join(",", all);
    }

    private static Set<String> ids(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
