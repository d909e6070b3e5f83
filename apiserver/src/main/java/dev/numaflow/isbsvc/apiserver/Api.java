package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.HttpFront.Response;
import java.util.ArrayList;
import java.util.List;

/** Serves the verbs on resources. */
final class Api {
    private static final String METADATA = "PartialObjectMetadata";
    private static final long SECONDS_OF_TOKEN = 3600;

    private final Cluster cluster;
    private final Deletion deletion;
    private final Writing writing;

    Api(Cluster cluster) {
        this.cluster = cluster;
        this.deletion = new Deletion(cluster);
        this.writing = new Writing(cluster, deletion);
    }

    /** The verb of a request, as rules and logs write it. A collection is deleted by clients, one object after the other. */
    static String verb(Request request, Target target) {
        boolean collection = target.name().isEmpty();
        boolean creates = collection || List.of("token", "binding").contains(target.subresource());
        String verb =
                switch (request.method()) {
                    case "GET" -> request.flag("watch") ? "watch" : collection ? "list" : "get";
                    case "POST" -> creates ? "create" : "";
                    case "PUT" -> creates ? "" : "update";
                    case "PATCH" -> creates ? "" : "patch";
                    case "DELETE" -> creates || target.status() ? "" : "delete";
                    default -> "";
                };
        if (verb.isEmpty()) {
            throw Failure.notAllowed();
        }
        return verb;
    }

    Response answer(Request request, String verb, Target target) {
        List<String> warnings = new ArrayList<>();
        return switch (verb) {
            case "get" -> Response.of(200, shown(cluster.live(target), target, request), warnings);
            case "list" -> Response.of(200, shown(list(target, request), target, request), warnings);
            case "watch" ->
                new Response(
                        200,
                        null,
                        warnings,
                        new Watching(cluster.store(), target, request, each -> shown(each, target, request))::run);
            case "create" -> Response.of(201, create(request, target, warnings), warnings);
            case "delete" -> Response.of(200, deletion.delete(target, request), warnings);
            default -> Response.of(200, update(request, target, warnings), warnings);
        };
    }

    /** All objects at once, whatever the limit: the API allows it. */
    private ObjectNode list(Target target, Request request) {
        if (!request.option("continue").isEmpty()
                || request.option("resourceVersionMatch").equals("Exact")) {
            throw Failure.badRequest(
                    "this API server lists what there is now: no continue, no resourceVersionMatch Exact");
        }
        Store.Snapshot snapshot = cluster.store().snapshot(target.type().storage());
        ObjectNode list = Json.object().put("kind", target.type().listKind());
        list.put("apiVersion", target.type().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(snapshot.revision()));
        ArrayNode items = list.putArray("items");
        snapshot.objects().values().stream()
                .filter(Selection.of(target, request))
                .forEach(items::add);
        return list;
    }

    /** In the representation that is asked for. */
    private ObjectNode shown(ObjectNode object, Target target, Request request) {
        boolean list = object.has("items");
        if (request.wants(list ? METADATA : METADATA + "List") && !request.flag("watch")) {
            throw new Failure(406, "NotAcceptable", "an object has another representation than a list");
        }
        if (request.wants(METADATA + "List")) {
            ObjectNode partial = metadataOf(object, METADATA + "List");
            ArrayNode items = partial.putArray("items");
            object.path("items").forEach(each -> items.add(metadataOf((ObjectNode) each, METADATA)));
            return partial;
        }
        if (request.wants(METADATA)) {
            return metadataOf(object, METADATA);
        }
        return request.wants("Table") ? Tables.of(object, target.type(), request) : object;
    }

    static ObjectNode metadataOf(ObjectNode object, String kind) {
        ObjectNode partial = Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
        return partial.set("metadata", object.path("metadata"));
    }

    ObjectNode create(Request request, Target target, List<String> warnings) {
        return switch (target.subresource()) {
            case "token" -> token(cluster.live(target), request.object());
            case "binding" -> writing.bind(target, request);
            default -> writing.create(target, request, warnings);
        };
    }

    /** A token of a service account: it only names its user. */
    private ObjectNode token(ObjectNode account, ObjectNode request) {
        Json.objectAt(request, "status")
                .put("token", "system:serviceaccount:" + Meta.namespace(account) + ":" + Meta.name(account))
                .put("expirationTimestamp", Cluster.now(SECONDS_OF_TOKEN));
        return request;
    }

    private ObjectNode update(Request request, Target target, List<String> warnings) {
        if (request.method().equals("PUT")) {
            ObjectNode body = request.object();
            return writing.update(target, live -> body, request, warnings);
        }
        if (request.contentType().startsWith("application/apply-patch")) {
            throw Patches.unsupported(request.contentType());
        }
        return writing.update(target, live -> Patches.apply(live, request, target.type()), request, warnings);
    }
}
