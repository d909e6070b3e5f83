package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** What every operation shares: the objects, the types, the time, and what an object of a type must be. */
record Cluster(Store store, Types types) {
    private static final Set<String> WITH_GENERATION =
            Set.of("apps/statefulsets", "policy/poddisruptionbudgets", ResourceType.DEFINITIONS);

    /** The time as stored in objects: seconds, UTC. */
    static String now() {
        return now(0);
    }

    static String now(long later) {
        return Instant.now().plusSeconds(later).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The live object of a request. */
    ObjectNode live(Target target) {
        ObjectNode live = store.get(target.type().storage(), target.key());
        if (live == null) {
            throw Failure.notFound(target.type(), target.name());
        }
        return live;
    }

    /** Makes a client's object one of its type: without unknown fields, and with defaults. */
    static void decode(ObjectNode object, Target target, Request request, List<String> warnings) {
        ResourceType type = target.type();
        String apiVersion = object.path("apiVersion").asText(type.apiVersion());
        String kind = object.path("kind").asText(type.kind());
        if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw Failure.badRequest("the API version in the data (" + apiVersion + ", " + kind
                    + ") does not match the expected API version (" + type.apiVersion() + ", " + type.kind() + ")");
        }
        object.put("apiVersion", apiVersion).put("kind", kind);
        String namespace = Meta.namespace(object);
        if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw Failure.badRequest("the namespace of the provided object does not match that of the request");
        }
        if (type.namespaced()) {
            Meta.of(object).put("namespace", target.namespace());
        }
        List<String> unknown = type.schema().prune(object).stream()
                .map(each -> "unknown field \"" + each + "\"")
                .toList();
        if (!unknown.isEmpty() && request.option("fieldValidation").equals("Strict")) {
            throw Failure.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                    + type.kind() + ": strict decoding error: " + String.join(", ", unknown));
        }
        if (!request.option("fieldValidation").equals("Ignore")) {
            warnings.addAll(unknown);
        }
        type.schema().complete(object);
        ServerFields.normalize(object, type);
    }

    static void validate(ObjectNode object, ResourceType type) {
        List<Failure.Cause> causes = type.check().check(object);
        if (type.storage().equals(ResourceType.DEFINITIONS)) {
            causes.addAll(Definitions.refused(object));
        }
        if (!causes.isEmpty()) {
            throw Failure.invalid(type, Meta.name(object), causes);
        }
    }

    /** Sets the generation of the next state: it counts the changes of what is desired. */
    static void setGeneration(ObjectNode before, ObjectNode after, ResourceType type) {
        if (!type.custom() && !WITH_GENERATION.contains(type.storage())) {
            return;
        }
        long generation = Json.at(before, "metadata", "generation").asLong();
        boolean changed = !Json.same(desired(before, type), desired(after, type));
        Meta.of(after).put("generation", changed ? generation + 1 : generation);
    }

    private static ObjectNode desired(ObjectNode object, ResourceType type) {
        ObjectNode desired = object.deepCopy();
        desired.remove("metadata");
        if (type.hasStatus()) {
            desired.remove("status");
        }
        return desired;
    }
}
