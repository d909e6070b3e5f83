package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Compares a live child with the desired one. Every desired field must match; any other field is a default of the API server,
 * unless another manager owns it. Of the metadata only desired entries count; the rest belongs to others.
 */
public final class Comparison {

    /** The operator's field manager in managedFields. */
    public static final String OUR_MANAGER = "isbsvc";

    private static final Set<String> NOT_COMPARED = Set.of("apiVersion", "kind", "metadata", "status");

    private Comparison() {}

    /** The first difference, content before metadata because it is more informative; empty when no write is needed. */
    public static Optional<Difference> firstDifference(JsonNode desired, JsonNode live) {
        return all(desired, live).findFirst();
    }

    /** Every difference, in the same order. */
    public static List<Difference> differences(JsonNode desired, JsonNode live) {
        return all(desired, live).toList();
    }

    private static Stream<Difference> all(JsonNode desired, JsonNode live) {
        return Stream.concat(
                fields("", desired, live, ForeignFields.of(live, OUR_MANAGER)),
                metadata(desired.path("metadata"), live.path("metadata")));
    }

    private static Stream<Difference> metadata(JsonNode desired, JsonNode live) {
        return Stream.of(
                        entries("metadata.labels", desired.path("labels"), live.path("labels")),
                        owners(desired.path("ownerReferences"), live.path("ownerReferences")),
                        entries("metadata.annotations", desired.path("annotations"), live.path("annotations")))
                .flatMap(differences -> differences);
    }

    private static Stream<Difference> entries(String path, JsonNode desired, JsonNode live) {
        return desired.properties().stream()
                .filter(entry -> !entry.getValue().equals(live.path(entry.getKey())))
                .map(entry -> differs(path + "[" + entry.getKey() + "]", entry.getValue(), live.path(entry.getKey())));
    }

    private static Stream<Difference> owners(JsonNode desired, JsonNode live) {
        return elements(desired)
                .filter(owner -> elements(live).noneMatch(owner::equals))
                .map(owner ->
                        new Difference("metadata.ownerReferences", owner, live, "does not name the service as owner"));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Stream<Difference> fields(String path, JsonNode desired, JsonNode live, ForeignFields foreign) {
        return Stream.concat(
                desired.properties().stream()
                        .filter(entry -> isCompared(path, entry.getKey()))
                        .flatMap(entry -> value(
                                new FieldPath(path, entry.getKey()),
                                entry.getValue(),
                                live.path(entry.getKey()),
                                foreign.field(entry.getKey()))),
                live.properties().stream()
                        .filter(entry -> isCompared(path, entry.getKey()))
                        .filter(entry -> Scalars.isAbsent(desired.path(entry.getKey())))
                        .flatMap(entry -> added(new FieldPath(path, entry.getKey()), entry.getValue(), foreign)));
    }

    private static Stream<Difference> added(FieldPath place, JsonNode live, ForeignFields foreign) {
        return foreign.field(place.field()).owner().stream()
                .map(who -> new Difference(place.path(), MissingNode.getInstance(), live, "was added by " + who));
    }

    private static boolean isCompared(String path, String field) {
        return !(path.isEmpty() && NOT_COMPARED.contains(field));
    }

    private static Stream<Difference> value(FieldPath place, JsonNode desired, JsonNode live, ForeignFields foreign) {
        if (Scalars.isAbsent(desired)) {
            // Treated as absent from the desired tree; the caller compares it from the live side.
            return Stream.empty();
        }
        if (live.isMissingNode() && Scalars.isZero(desired)) {
            return Stream.empty();
        }
        if (desired.isObject() && live.isObject()) {
            return fields(place.path(), desired, live, foreign);
        }
        if (desired.isArray() && live.isArray()) {
            return elements(place, desired, live, foreign);
        }
        return Scalars.same(desired, live, place.parent(), place.field())
                ? Stream.empty()
                : Stream.of(differs(place.path(), desired, live));
    }

    private static Stream<Difference> elements(
            FieldPath place, JsonNode desired, JsonNode live, ForeignFields foreign) {
        if (desired.size() != live.size()) {
            String reason = "has " + live.size() + " elements instead of " + desired.size();
            return Stream.of(new Difference(place.path(), desired, live, reason));
        }
        return IntStream.range(0, desired.size())
                .boxed()
                .flatMap(i -> value(place.element(i), desired.get(i), live.get(i), foreign.element(i, live.get(i))));
    }

    private static Difference differs(String path, JsonNode desired, JsonNode live) {
        if (Difference.isLong(desired) && live.isTextual() || Difference.isLong(live) && desired.isTextual()) {
            return new Difference(path, desired, live, TextDifference.of(path, desired.textValue(), live.textValue()));
        }
        String reason = live.isMissingNode()
                ? "is missing"
                : "is " + Difference.shown(live) + " instead of " + Difference.shown(desired);
        return new Difference(path, desired, live, reason);
    }
}
