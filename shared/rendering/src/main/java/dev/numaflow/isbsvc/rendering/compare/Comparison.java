package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a live child still is what is wanted. What is wanted must be there; what is there beyond it is a default of
 * the API server, unless another manager owns it. Of the metadata only what is wanted counts, because the rest is not ours.
 */
public final class Comparison {

    /** The name under which our writes stand in managedFields. */
    public static final String OUR_MANAGER = "isbsvc";

    private static final Set<String> NOT_COMPARED = Set.of("apiVersion", "kind", "metadata", "status");
    private static final int LONGEST_VALUE = 60;

    private Comparison() {}

    /** The first difference, of the content before the metadata because it tells more; nothing when no write is needed. */
    public static Optional<Difference> firstDifference(JsonNode wanted, JsonNode live) {
        return fields("", wanted, live, ForeignFields.of(live, OUR_MANAGER))
                .or(() -> metadata(wanted.path("metadata"), live.path("metadata")));
    }

    private static Optional<Difference> metadata(JsonNode wanted, JsonNode live) {
        return entries("metadata.labels", wanted.path("labels"), live.path("labels"))
                .or(() -> owners(wanted.path("ownerReferences"), live.path("ownerReferences")))
                .or(() -> entries("metadata.annotations", wanted.path("annotations"), live.path("annotations")));
    }

    private static Optional<Difference> entries(String path, JsonNode wanted, JsonNode live) {
        return first(
                wanted.properties(),
                entry -> entry.getValue().equals(live.path(entry.getKey()))
                        ? Optional.empty()
                        : differs(path + "[" + entry.getKey() + "]", entry.getValue(), live.path(entry.getKey())));
    }

    private static Optional<Difference> owners(JsonNode wanted, JsonNode live) {
        return first(
                wanted,
                owner -> contains(live, owner)
                        ? Optional.empty()
                        : Optional.of(
                                new Difference("metadata.ownerReferences", "does not name the service as owner")));
    }

    private static boolean contains(JsonNode list, JsonNode element) {
        for (JsonNode each : list) {
            if (each.equals(element)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Difference> fields(String path, JsonNode wanted, JsonNode live, ForeignFields foreign) {
        return first(
                        wanted.properties(),
                        entry -> isCompared(path, entry.getKey())
                                ? value(
                                        new Place(path, entry.getKey()),
                                        entry.getValue(),
                                        live.path(entry.getKey()),
                                        foreign.field(entry.getKey()))
                                : Optional.empty())
                .or(() -> first(
                        live.properties(),
                        entry -> isCompared(path, entry.getKey()) && Scalars.isAbsent(wanted.path(entry.getKey()))
                                ? foreign.field(entry.getKey())
                                        .owner()
                                        .map(who -> new Difference(
                                                new Place(path, entry.getKey()).path(), "was added by " + who))
                                : Optional.empty()));
    }

    private static boolean isCompared(String path, String field) {
        return !(path.isEmpty() && NOT_COMPARED.contains(field));
    }

    private static Optional<Difference> value(Place place, JsonNode wanted, JsonNode live, ForeignFields foreign) {
        if (Scalars.isAbsent(wanted)) {
            // As if it were not in the wanted tree: the caller looks at it from the other side.
            return Optional.empty();
        }
        if (live.isMissingNode() && Scalars.isZero(wanted)) {
            return Optional.empty();
        }
        if (wanted.isObject() && live.isObject()) {
            return fields(place.path(), wanted, live, foreign);
        }
        if (wanted.isArray() && live.isArray()) {
            return elements(place, wanted, live, foreign);
        }
        return Scalars.same(wanted, live, place.parent(), place.field())
                ? Optional.empty()
                : differs(place.path(), wanted, live);
    }

    private static Optional<Difference> elements(Place place, JsonNode wanted, JsonNode live, ForeignFields foreign) {
        if (wanted.size() != live.size()) {
            return Optional.of(
                    new Difference(place.path(), "has " + live.size() + " elements instead of " + wanted.size()));
        }
        for (int i = 0; i < wanted.size(); i++) {
            Optional<Difference> difference =
                    value(place.element(i), wanted.get(i), live.get(i), foreign.element(i, live.get(i)));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<Difference> differs(String path, JsonNode wanted, JsonNode live) {
        return Optional.of(new Difference(
                path, live.isMissingNode() ? "is missing" : "is " + shown(live) + " instead of " + shown(wanted)));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > LONGEST_VALUE ? "another text" : text;
    }

    private interface Check<T> {
        Optional<Difference> of(T element);
    }

    private static <T> Optional<Difference> first(Iterable<T> elements, Check<T> check) {
        for (T element : elements) {
            Optional<Difference> difference = check.of(element);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
