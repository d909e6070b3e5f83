package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import dev.numaflow.isbsvc.apiserver.http.ApiResponse;
import dev.numaflow.isbsvc.apiserver.http.Tokens;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Resources that are never stored: tokens, and reviews of identity and access. */
final class VirtualResources {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(1);
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);

    private final Cluster cluster;
    private final Tokens tokens;

    VirtualResources(Cluster cluster, Tokens tokens) {
        this.cluster = cluster;
        this.tokens = tokens;
    }

    boolean handles(Target target) {
        return target.subresource().equals("token") || target.type().group().startsWith("auth");
    }

    ApiResponse answer(ApiRequest request, Verb verb, Target target) {
        if (verb != Verb.CREATE) {
            throw Failures.methodNotAllowed();
        }
        if (target.subresource().equals("token")) {
            return created(token(Bodies.object(request), target));
        }
        ObjectNode review = review(request, target);
        return created(
                target.type().plural().equals("selfsubjectreviews") ? self(review, request.user()) : allowed(review));
    }

    /** No response depends on the content of a review, so one in protobuf, which kubectl sends, need not be read. */
    private static ObjectNode review(ApiRequest request, Target target) {
        ObjectNode review = Bodies.isProtobuf(request) ? Json.object() : Bodies.object(request);
        return review.put("kind", target.type().kind())
                .put("apiVersion", target.type().apiVersion());
    }

    private static ApiResponse created(ObjectNode object) {
        return ApiResponse.json(201, object, List.of());
    }

    private ObjectNode token(ObjectNode body, Target target) {
        String account = Metadata.name(cluster.live(target));
        long seconds = body.path("spec").path("expirationSeconds").asLong(DEFAULT_LIFE.toSeconds());
        if (seconds < SHORTEST_LIFE.toSeconds()) {
            throw Failures.invalid(
                    target.type(),
                    target.name(),
                    List.of(Violation.invalid(
                            "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")));
        }
        Instant expires = cluster.clock().instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        ObjectNode result = body.deepCopy().put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        Json.objectAt(result, "metadata")
                .put("name", account)
                .put("namespace", target.namespace())
                .put("creationTimestamp", cluster.now());
        Json.objectAt(result, "spec").put("expirationSeconds", seconds);
        Json.objectAt(result, "status")
                .put("token", tokens.issue(target.namespace(), account, expires))
                .put("expirationTimestamp", expires.toString());
        return result;
    }

    /** There is no authorization: everything is allowed. */
    private static ObjectNode allowed(ObjectNode body) {
        Json.objectAt(body, "status").put("allowed", true).put("reason", "this API server authorizes every request");
        return body;
    }

    private static ObjectNode self(ObjectNode body, String user) {
        Json.objectAt(body, "status", "userInfo").put("username", user);
        return body;
    }
}
