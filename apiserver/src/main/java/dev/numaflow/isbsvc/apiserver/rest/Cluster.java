package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The state that every operation shares: the objects, the types, the clock and the rules of the server itself. */
final class Cluster {
    private final Store store;
    private final TypeRegistry types;
    private final Clock clock;
    private final Decoding decoding;
    private final Containment containment;
    private final ClaimProtection claims;
    private final ServerAssigned assigned = new ServerAssigned();

    Cluster(Store store, TypeRegistry types, Clock clock) {
        this.store = store;
        this.types = types;
        this.clock = clock;
        this.decoding = new Decoding();
        this.containment = new Containment(store, types);
        this.claims = new ClaimProtection(store);
    }

    Store store() {
        return store;
    }

    TypeRegistry types() {
        return types;
    }

    Clock clock() {
        return clock;
    }

    Decoding decoding() {
        return decoding;
    }

    Containment containment() {
        return containment;
    }

    ServerAssigned assigned() {
        return assigned;
    }

    /** The time as stored in objects: seconds, UTC. */
    String now() {
        return DateTimeFormatter.ISO_INSTANT.format(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The target object of a request, in the version of the request. */
    ObjectNode live(Target target) {
        return store.get(target.type().storage(), target.key())
                .map(object -> inVersion(object, target))
                .orElseThrow(() -> Failures.notFound(target.type(), target.name()));
    }

    /** Stored objects are shared by all versions of a type; a reader gets the requested one. */
    static ObjectNode inVersion(ObjectNode object, Target target) {
        String apiVersion = target.type().apiVersion();
        return object.path("apiVersion").asText().equals(apiVersion)
                ? object
                : object.deepCopy().put("apiVersion", apiVersion);
    }

    /** Releases what depended on an object that was removed or released. */
    void removed(Target target) {
        if (target.type().is("", "pods") || target.type().is("", "persistentvolumeclaims")) {
            claims.release(target.namespace());
        }
        containment.removeEmptied();
    }
}
