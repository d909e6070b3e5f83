package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The managers of an object's fields, as metadata.managedFields holds them. */
public final class ManagedFields {
    private final Map<Manager, Entry> entries = new LinkedHashMap<>();

    /** The identity of a manager: name, operation, API version and subresource. */
    public record Manager(String name, String operation, String apiVersion, String subresource) {
        /** A manager that updates or patches. */
        public static Manager updating(String name, String apiVersion, String subresource) {
            return new Manager(name, "Update", apiVersion, subresource);
        }

        /** A manager that applies; the version does not distinguish appliers. */
        public static Manager applying(String name, String subresource) {
            return new Manager(name, "Apply", "", subresource);
        }

        boolean applies() {
            return operation.equals("Apply");
        }
    }

    /** The fields that a manager owns, the API version of the write, and its time. */
    record Entry(FieldSet fields, String apiVersion, String time) {}

    /** Reads the managers of an object. */
    public static ManagedFields of(JsonNode object) {
        ManagedFields managed = new ManagedFields();
        for (JsonNode each : Json.at(object, "metadata", "managedFields")) {
            String operation = each.path("operation").asText();
            String apiVersion = each.path("apiVersion").asText();
            Manager manager = new Manager(
                    each.path("manager").asText(),
                    operation,
                    operation.equals("Apply") ? "" : apiVersion,
                    each.path("subresource").asText());
            Entry entry = new Entry(
                    FieldSet.parse(each.path("fieldsV1")),
                    apiVersion,
                    each.path("time").asText());
            managed.entries.put(manager, entry);
        }
        return managed;
    }

    Map<Manager, Entry> entries() {
        return entries;
    }

    /** Whether there are no managers. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    ManagedFields copy() {
        ManagedFields copy = new ManagedFields();
        copy.entries.putAll(entries);
        return copy;
    }

    void put(Manager manager, Entry entry) {
        if (entry.fields().isEmpty()) {
            entries.remove(manager);
        } else {
            entries.put(manager, entry);
        }
    }

    /** Whether each manager owns the same fields in both; times are ignored. */
    boolean sameOwners(ManagedFields other) {
        return entries.keySet().equals(other.entries.keySet())
                && entries.entrySet().stream().allMatch(each -> each.getValue()
                        .fields()
                        .equals(other.entries.get(each.getKey()).fields()));
    }

    /** Writes the managers into an object, appliers first, then by time and name. */
    public void writeTo(ObjectNode object) {
        ObjectNode metadata = Json.objectAt(object, "metadata");
        metadata.remove("managedFields");
        if (entries.isEmpty()) {
            return;
        }
        ArrayNode list = metadata.putArray("managedFields");
        Comparator<Map.Entry<Manager, Entry>> order =
                Comparator.comparing(each -> each.getKey().operation());
        entries.entrySet().stream()
                .sorted(order.thenComparing(each -> each.getValue().time())
                        .thenComparing(each -> each.getKey().name())
                        .thenComparing(each -> each.getKey().subresource()))
                .forEach(each -> list.add(node(each.getKey(), each.getValue())));
    }

    private static ObjectNode node(Manager manager, Entry entry) {
        ObjectNode node = Json.object()
                .put("manager", manager.name())
                .put("operation", manager.operation())
                .put("apiVersion", entry.apiVersion());
        if (!entry.time().isEmpty()) {
            node.put("time", entry.time());
        }
        node.put("fieldsType", "FieldsV1");
        node.set("fieldsV1", entry.fields().toFieldsV1());
        if (!manager.subresource().isEmpty()) {
            node.put("subresource", manager.subresource());
        }
        return node;
    }
}
