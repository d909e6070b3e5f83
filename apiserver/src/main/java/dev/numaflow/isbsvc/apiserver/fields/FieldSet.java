package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A set of field paths of an object, in the form of FieldsV1. A path element is stored as FieldsV1 spells it: {@code f:name},
 * {@code k:{"name":"main"}} or {@code v:"value"}.
 */
public final class FieldSet {
    private final Set<String> members = new TreeSet<>();
    private final Map<String, FieldSet> children = new TreeMap<>();

    /** Reads FieldsV1. */
    public static FieldSet parse(JsonNode fieldsV1) {
        FieldSet set = new FieldSet();
        fieldsV1.properties().forEach(each -> {
            String element = each.getKey();
            JsonNode below = each.getValue();
            if (element.equals(".")) {
                return;
            }
            if (below.isEmpty() || below.has(".")) {
                set.members.add(element);
            }
            FieldSet child = parse(below);
            if (!child.isEmpty()) {
                set.children.put(element, child);
            }
        });
        return set;
    }

    /** The set as FieldsV1. */
    public ObjectNode toFieldsV1() {
        ObjectNode node = Json.object();
        for (String element : elements()) {
            ObjectNode below = node.putObject(element);
            FieldSet child = below(element);
            if (!child.isEmpty()) {
                if (members.contains(element)) {
                    below.putObject(".");
                }
                below.setAll(child.toFieldsV1());
            }
        }
        return node;
    }

    /** Adds a path. */
    public void insert(List<String> path) {
        String first = path.get(0);
        if (path.size() == 1) {
            members.add(first);
        } else {
            children.computeIfAbsent(first, key -> new FieldSet()).insert(path.subList(1, path.size()));
        }
    }

    /** Whether nothing is in the set. */
    public boolean isEmpty() {
        return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    /** Whether the element itself is a member. */
    public boolean contains(String element) {
        return members.contains(element);
    }

    /** The subset below an element. */
    public FieldSet below(String element) {
        return children.getOrDefault(element, new FieldSet());
    }

    /** The elements at this level, members or not. */
    public Set<String> elements() {
        Set<String> all = new TreeSet<>(members);
        children.forEach((element, child) -> {
            if (!child.isEmpty()) {
                all.add(element);
            }
        });
        return all;
    }

    /** The union. */
    public FieldSet union(FieldSet other) {
        return combine(other, (a, b) -> a || b, FieldSet::union);
    }

    /** The intersection. */
    public FieldSet intersection(FieldSet other) {
        return combine(other, (a, b) -> a && b, FieldSet::intersection);
    }

    /** The difference, path by path. */
    public FieldSet difference(FieldSet other) {
        return combine(other, (a, b) -> a && !b, FieldSet::difference);
    }

    /** The paths that are neither members of the other set nor below one. */
    public FieldSet without(FieldSet other) {
        FieldSet result = difference(other);
        result.children.keySet().removeAll(other.members);
        other.children.forEach(
                (element, child) -> result.children.computeIfPresent(element, (key, mine) -> mine.without(child)));
        return result;
    }

    /** Calls for each path that is a member, shorter ones first at each level. */
    public void forEach(Consumer<List<String>> action) {
        visit(List.of(), action);
    }

    private void visit(List<String> prefix, Consumer<List<String>> action) {
        for (String member : members) {
            List<String> path = new ArrayList<>(prefix);
            path.add(member);
            action.accept(path);
        }
        children.forEach((element, child) -> {
            List<String> path = new ArrayList<>(prefix);
            path.add(element);
            child.visit(path, action);
        });
    }

    private interface Membership {
        boolean of(boolean here, boolean there);
    }

    private interface Combination {
        FieldSet of(FieldSet a, FieldSet b);
    }

    private FieldSet combine(FieldSet other, Membership membership, Combination deeper) {
        FieldSet result = new FieldSet();
        Set<String> all = new HashSet<>(elements());
        all.addAll(other.elements());
        for (String element : all) {
            if (membership.of(members.contains(element), other.members.contains(element))) {
                result.members.add(element);
            }
            FieldSet child = deeper.of(below(element), other.below(element));
            if (!child.isEmpty()) {
                result.children.put(element, child);
            }
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet set && toFieldsV1().equals(set.toFieldsV1());
    }

    @Override
    public int hashCode() {
        return toFieldsV1().hashCode();
    }

    @Override
    public String toString() {
        return toFieldsV1().toString();
    }
}
