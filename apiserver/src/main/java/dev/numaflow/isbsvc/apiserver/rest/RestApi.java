package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import dev.numaflow.isbsvc.apiserver.http.ApiResponse;
import dev.numaflow.isbsvc.apiserver.http.Tokens;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.patch.PatchType;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import dev.numaflow.isbsvc.apiserver.tables.PartialMetadata;
import dev.numaflow.isbsvc.apiserver.tables.Tables;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Serves the verbs on resources. */
public final class RestApi {
    private final Cluster cluster;
    private final PathParser paths;
    private final Creation creation;
    private final Update update;
    private final Deletion deletion;
    private final Application application;
    private final Binding binding;
    private final Listing listing;
    private final VirtualResources virtual;
    private final Tables tables;

    public RestApi(Store store, TypeRegistry types, Clock clock, Tokens tokens) {
        this.cluster = new Cluster(store, types, clock);
        this.paths = new PathParser(types);
        this.creation = new Creation(cluster);
        this.update = new Update(cluster);
        this.deletion = new Deletion(cluster);
        this.application = new Application(cluster, creation, update);
        this.binding = new Binding(cluster);
        this.listing = new Listing(cluster);
        this.virtual = new VirtualResources(cluster, tokens);
        this.tables = new Tables(clock);
    }

    /** Creates an initial namespace. */
    public void createNamespace(String name) {
        ObjectNode namespace = Json.object();
        namespace.putObject("metadata").put("name", name);
        Target target = new Target(cluster.types().builtin("", "namespaces"), "", "", "");
        creation.create(target, namespace, WriteOptions.internal(false));
    }

    /** The target of a path; empty for a path that is no resource. */
    public Optional<Target> target(ApiRequest request) {
        return paths.parse(request.path());
    }

    /** Serves a request on its target. */
    public ApiResponse answer(ApiRequest request, Verb verb, Target target) {
        if (virtual.handles(target)) {
            return virtual.answer(request, verb, target);
        }
        return switch (verb) {
            case GET -> shown(request, target, scaleOr(target, cluster.live(target)));
            case LIST -> shown(request, target, listing.list(target, request.query()));
            case WATCH -> watch(request, target);
            case CREATE -> create(request, target);
            case UPDATE -> update(request, target);
            case PATCH -> patch(request, target);
            case DELETE -> ApiResponse.ok(deletion.delete(target, deleteOptions(request)));
            case DELETECOLLECTION -> deleteCollection(request, target);
        };
    }

    private ApiResponse shown(ApiRequest request, Target target, ObjectNode object) {
        if (request.headers().metadata() || request.headers().metadataList()) {
            return ApiResponse.ok(metadataOf(request, object));
        }
        boolean table =
                request.headers().table() && !object.path("kind").asText().equals("Scale");
        return ApiResponse.ok(table ? tables.of(object, target.type(), request.query()) : object);
    }

    private static ObjectNode metadataOf(ApiRequest request, ObjectNode object) {
        boolean list = object.has("items");
        if (list != request.headers().metadataList()) {
            throw Failures.notAcceptable(
                    list
                            ? "you requested PartialObjectMetadata, but the requested object is a list"
                            : "you requested PartialObjectMetadataList, but the requested object is not a list");
        }
        return list ? PartialMetadata.ofList(object) : PartialMetadata.of(object);
    }

    private ApiResponse watch(ApiRequest request, Target target) {
        if (request.headers().metadata()) {
            return ApiResponse.streaming(new Watching(cluster, target, request.query(), PartialMetadata::of)::run);
        }
        boolean table = request.headers().table();
        Watching watching = new Watching(
                cluster,
                target,
                request.query(),
                object -> table ? tables.of(object, target.type(), request.query()) : object);
        return ApiResponse.streaming(watching::run);
    }

    private ApiResponse create(ApiRequest request, Target target) {
        WriteOptions options = Options.of(request, false);
        if (target.subresource().equals(Binding.SUBRESOURCE)) {
            return ApiResponse.json(201, binding.bind(target, Bodies.object(request), options), List.of());
        }
        ObjectNode created = creation.create(target, Bodies.object(request), options);
        return ApiResponse.json(201, created, options.warnings());
    }

    private ApiResponse update(ApiRequest request, Target target) {
        WriteOptions options = Options.of(request, false);
        ObjectNode body = Bodies.object(request);
        ObjectNode stored = update.update(
                target,
                live -> target.subresource().equals("scale")
                        ? Scale.write(live, body, target.type().traits().scale())
                        : body,
                options);
        return ApiResponse.json(200, scaleOr(target, stored), options.warnings());
    }

    private ApiResponse patch(ApiRequest request, Target target) {
        PatchType patchType = PatchType.of(request.headers().mediaType())
                .orElseThrow(() -> Failures.unsupportedMediaType("415: Unsupported Media Type"));
        if (patchType == PatchType.APPLY) {
            return apply(request, target);
        }
        WriteOptions options = Options.of(request, false);
        JsonNode patch = Bodies.read(request);
        ObjectNode stored = update.update(
                target,
                live -> target.subresource().equals("scale")
                        ? scaled(live, patch, patchType, target)
                        : Patching.apply(live, patch, patchType, target.type()),
                options);
        return ApiResponse.json(200, scaleOr(target, stored), options.warnings());
    }

    private ApiResponse apply(ApiRequest request, Target target) {
        if (target.subresource().equals("scale")) {
            throw Failures.unsupportedMediaType("this API server takes no apply on scale; use a merge patch");
        }
        WriteOptions options = Options.of(request, true);
        Application.Outcome outcome = application.apply(target, Bodies.object(request), options);
        return ApiResponse.json(outcome.created() ? 201 : 200, outcome.object(), options.warnings());
    }

    private static ObjectNode scaled(ObjectNode live, JsonNode patch, PatchType patchType, Target target) {
        ObjectNode scale = Scale.of(live, target.type().traits().scale());
        return Scale.write(
                live,
                Patching.apply(scale, patch, patchType, target.type()),
                target.type().traits().scale());
    }

    private static ObjectNode scaleOr(Target target, ObjectNode object) {
        return target.subresource().equals("scale")
                ? Scale.of(object, target.type().traits().scale())
                : object;
    }

    private ApiResponse deleteCollection(ApiRequest request, Target target) {
        DeleteOptions options = deleteOptions(request);
        ObjectNode list = listing.list(target, request.query());
        ArrayNode items = (ArrayNode) list.get("items");
        for (JsonNode each : items) {
            String name = Json.at(each, "metadata", "name").asText();
            String namespace = Json.at(each, "metadata", "namespace").asText();
            try {
                deletion.delete(new Target(target.type(), namespace, name, ""), options);
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
                // Deleted by another client since the list: the desired state.
            }
        }
        return ApiResponse.json(200, list, List.of());
    }

    private static DeleteOptions deleteOptions(ApiRequest request) {
        return DeleteOptions.of(Bodies.orEmpty(request), request.query());
    }
}
