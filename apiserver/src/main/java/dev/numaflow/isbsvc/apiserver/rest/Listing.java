package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.selection.FieldSelector;
import dev.numaflow.isbsvc.apiserver.selection.LabelSelector;
import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Lists collections with selectors, in pages of one consistent revision. */
final class Listing {
    private static final String TOO_OLD_TOKEN = "The provided continue parameter is too old to display a consistent"
            + " list result. You must start a new list without the continue parameter.";

    private final Cluster cluster;

    Listing(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The selectors and the page of a list request. */
    static Predicate<ObjectNode> selection(Target target, Map<String, String> query) {
        try {
            Predicate<ObjectNode> labels = LabelSelector.parse(query.getOrDefault("labelSelector", ""));
            Predicate<ObjectNode> fields = FieldSelector.parse(query.getOrDefault("fieldSelector", ""), target.type());
            Predicate<ObjectNode> named = object -> target.name().isEmpty()
                    || Json.at(object, "metadata", "name").asText().equals(target.name());
            return labels.and(fields).and(named);
        } catch (IllegalArgumentException e) {
            throw Failures.badRequest(e.getMessage());
        }
    }

    /** The list object. */
    ObjectNode list(Target target, Map<String, String> query) {
        Position position = Position.of(query);
        Store.Snapshot snapshot = snapshot(target, query, position);
        List<Map.Entry<ObjectKey, ObjectNode>> selected = selected(target, query, snapshot, position.after());
        int limit = (int) Numbers.of(query, "limit", 0);
        boolean cut = limit > 0 && selected.size() > limit;
        List<Map.Entry<ObjectKey, ObjectNode>> page = cut ? selected.subList(0, limit) : selected;
        ObjectNode list = empty(target.type(), snapshot.revision());
        ArrayNode items = list.putArray("items");
        page.forEach(each -> items.add(item(each.getValue(), target)));
        if (cut) {
            ObjectKey last = page.get(page.size() - 1).getKey();
            ObjectNode metadata = (ObjectNode) list.get("metadata");
            metadata.put("continue", new Position(snapshot.revision(), last).token());
            if (!query.containsKey("labelSelector") && !query.containsKey("fieldSelector")) {
                metadata.put("remainingItemCount", selected.size() - limit);
            }
        }
        return list;
    }

    private static ObjectNode empty(ResourceType type, long revision) {
        ObjectNode list = Json.object().put("kind", type.names().listKind()).put("apiVersion", type.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(revision));
        return list;
    }

    /** Items of built-in lists have no kind, as on the real server. */
    private static ObjectNode item(ObjectNode object, Target target) {
        if (target.type().custom()) {
            return Cluster.inVersion(object, target);
        }
        ObjectNode item = Json.object();
        object.properties().forEach(each -> item.set(each.getKey(), each.getValue()));
        item.remove(List.of("kind", "apiVersion"));
        return item;
    }

    private Store.Snapshot snapshot(Target target, Map<String, String> query, Position position) {
        String storage = target.type().storage();
        try {
            if (position.revision() > 0) {
                return cluster.store().snapshot(storage, position.revision());
            }
            boolean exact = query.getOrDefault("resourceVersionMatch", "").equals("Exact");
            return exact
                    ? cluster.store().snapshot(storage, Numbers.of(query, "resourceVersion", 0))
                    : cluster.store().snapshot(storage);
        } catch (Store.Forgotten e) {
            throw Failures.expired(TOO_OLD_TOKEN);
        }
    }

    private static List<Map.Entry<ObjectKey, ObjectNode>> selected(
            Target target, Map<String, String> query, Store.Snapshot snapshot, ObjectKey after) {
        Predicate<ObjectNode> selection = selection(target, query);
        List<Map.Entry<ObjectKey, ObjectNode>> selected = new ArrayList<>();
        for (Map.Entry<ObjectKey, ObjectNode> each : snapshot.objects().entrySet()) {
            boolean inside =
                    target.namespace().isEmpty() || each.getKey().namespace().equals(target.namespace());
            boolean later = after == null || each.getKey().compareTo(after) > 0;
            if (inside && later && selection.test(each.getValue())) {
                selected.add(each);
            }
        }
        return selected;
    }

    /** The continue token: the last object of the page before, and the revision. */
    private record Position(long revision, ObjectKey after) {
        static Position of(Map<String, String> query) {
            String token = query.getOrDefault("continue", "");
            if (token.isEmpty()) {
                return new Position(0, null);
            }
            try {
                var node = Json.parseOwn(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
                return new Position(
                        node.path("rv").asLong(),
                        new ObjectKey(
                                node.path("ns").asText(), node.path("name").asText()));
            } catch (RuntimeException e) {
                throw Failures.badRequest("continue key is not valid: " + e.getMessage());
            }
        }

        String token() {
            ObjectNode node = Json.object()
                    .put("rv", revision)
                    .put("ns", after.namespace())
                    .put("name", after.name());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(node));
        }
    }
}
