package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The columns of a type. */
final class Columns {
    private static final String NONE = "<none>";

    private Columns() {}

    static List<TableColumn> of(ResourceType type, Clock clock) {
        List<TableColumn> columns = new ArrayList<>();
        columns.add(new TableColumn("Name", "string", "name", 0, object -> Json.at(object, "metadata", "name")));
        if (type.custom()) {
            type.traits().columns().forEach(each -> columns.add(custom(each, clock)));
        } else {
            columns.addAll(builtin(type.storage()));
        }
        if (!type.custom() || type.traits().columns().isEmpty()) {
            columns.add(
                    TableColumn.text("Age", object -> Age.of(Json.at(object, "metadata", "creationTimestamp"), clock)));
        }
        return columns;
    }

    private static TableColumn custom(ResourceType.Column column, Clock clock) {
        boolean date = column.type().equals("date");
        return new TableColumn(
                column.name(),
                column.type(),
                column.format(),
                column.priority(),
                object -> date
                        ? Json.object().textNode(Age.of(JsonPath.first(object, column.jsonPath()), clock))
                        : shown(JsonPath.first(object, column.jsonPath()), column.type()));
    }

    private static JsonNode shown(JsonNode value, String type) {
        if (Json.absent(value)) {
            return NullNode.getInstance();
        }
        return type.equals("string") ? Json.object().textNode(value.asText(value.toString())) : value;
    }

    private static List<TableColumn> builtin(String storage) {
        return switch (storage) {
            case "/namespaces" -> List.of(path("Status", "status", "phase"));
            case "/pods" ->
                List.of(
                        TableColumn.text("Ready", Columns::readyContainers),
                        path("Status", "status", "phase"),
                        TableColumn.text("Restarts", Columns::restarts));
            case "apps/statefulsets" ->
                List.of(TableColumn.text(
                        "Ready",
                        object -> Json.at(object, "status", "readyReplicas").asInt() + "/"
                                + Json.at(object, "spec", "replicas").asInt()));
            case "/services" ->
                List.of(
                        path("Type", "spec", "type"),
                        path("Cluster-IP", "spec", "clusterIP"),
                        path("External-IP", "spec", "externalName"),
                        TableColumn.text("Port(s)", Columns::ports));
            case "/configmaps" -> List.of(TableColumn.text("Data", object -> "" + Columns.size(object)));
            case "/secrets" ->
                List.of(path("Type", "type"), TableColumn.text("Data", object -> "" + Columns.size(object)));
            case "/persistentvolumeclaims" ->
                List.of(
                        path("Status", "status", "phase"),
                        path("Volume", "spec", "volumeName"),
                        path("Capacity", "status", "capacity", "storage"),
                        TableColumn.text("Access Modes", object -> joined(Json.at(object, "spec", "accessModes"))),
                        path("StorageClass", "spec", "storageClassName"));
            case "/events" ->
                List.of(
                        path("Type", "type"),
                        path("Reason", "reason"),
                        TableColumn.text(
                                "Object",
                                object -> Json.at(object, "involvedObject", "kind")
                                                .asText() + "/"
                                        + Json.at(object, "involvedObject", "name")
                                                .asText()),
                        path("Message", "message"));
            case "coordination.k8s.io/leases" -> List.of(path("Holder", "spec", "holderIdentity"));
            case "policy/poddisruptionbudgets" ->
                List.of(
                        path("Min Available", "spec", "minAvailable"),
                        path("Max Unavailable", "spec", "maxUnavailable"),
                        path("Allowed Disruptions", "status", "disruptionsAllowed"));
            default -> List.of();
        };
    }

    private static TableColumn path(String name, String... path) {
        return TableColumn.text(name, object -> {
            JsonNode value = Json.at(object, path);
            return Json.absent(value) || value.asText().isEmpty() ? NONE : value.asText();
        });
    }

    private static String readyContainers(ObjectNode pod) {
        int ready = 0;
        for (JsonNode each : Json.at(pod, "status", "containerStatuses")) {
            ready += each.path("ready").asBoolean() ? 1 : 0;
        }
        return ready + "/" + Json.at(pod, "spec", "containers").size();
    }

    private static String restarts(ObjectNode pod) {
        int restarts = 0;
        for (JsonNode each : Json.at(pod, "status", "containerStatuses")) {
            restarts += each.path("restartCount").asInt();
        }
        return Integer.toString(restarts);
    }

    private static String ports(ObjectNode service) {
        List<String> ports = new ArrayList<>();
        Json.at(service, "spec", "ports")
                .forEach(each -> ports.add(
                        each.path("port").asText() + "/" + each.path("protocol").asText()));
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    private static int size(ObjectNode object) {
        return object.path("data").size() + object.path("binaryData").size();
    }

    private static String joined(JsonNode array) {
        List<String> parts = new ArrayList<>();
        array.forEach(each -> parts.add(each.asText()));
        return parts.isEmpty() ? NONE : String.join(",", parts);
    }
}
