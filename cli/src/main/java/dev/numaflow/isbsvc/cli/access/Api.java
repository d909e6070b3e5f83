package dev.numaflow.isbsvc.cli.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Access to the API server by path, for kinds that the functions do not know and for its proxy; every failure is a sentence. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL = "application/json";
    private static final String METADATA_ALONE = ";as=%s;g=meta.k8s.io;v=v1,application/json";
    private static final int TIMEOUT_SECONDS = 10;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;

    Api(KubernetesClient client) {
        this.client = client;
    }

    /** A response of any status. */
    public record Answer(int status, String body) {
        public boolean good() {
            return status / 100 == 2;
        }
    }

    /** One object. */
    public Reached<JsonNode> get(String path) {
        return get(path, ALL);
    }

    /** The metadata of one object without its content, which may be secret; a server without such support sends all of it. */
    public Reached<JsonNode> metadata(String path) {
        return get(path, ALL + METADATA_ALONE.formatted("PartialObjectMetadata"));
    }

    /** All objects of a collection. */
    public Reached<List<JsonNode>> list(ApiKind kind) {
        return get(kind.path(), ALL).map(list -> items(list, kind));
    }

    /** The objects of a collection that match a label selector. */
    public Reached<List<JsonNode>> list(ApiKind kind, String labelSelector) {
        return get(kind.path() + "?labelSelector=" + labelSelector, ALL).map(list -> items(list, kind));
    }

    /** The metadata of all objects of a collection that match a label selector. */
    public Reached<List<JsonNode>> metadata(ApiKind kind, String labelSelector) {
        return get(
                        kind.path() + "?labelSelector=" + labelSelector,
                        ALL + METADATA_ALONE.formatted("PartialObjectMetadataList"))
                .map(list -> items(list, kind));
    }

    /** Requests a path and returns any status. Never throws. */
    public CompletableFuture<Reached<Answer>> ask(String path, String accept) {
        return send(request(path).header("Accept", accept).build());
    }

    /** Posts to a path and returns any status. */
    public Reached<Answer> post(String path, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = request(path).post(headers.getOrDefault("content-type", ALL), body);
        headers.forEach(request::setHeader);
        return join(send(request.build()));
    }

    /** The result of a request that is sent in another way; failures become the same sentences. */
    public <T> Reached<T> reach(Supplier<T> question) {
        try {
            return Reached.of(question.get());
        } catch (KubernetesClientException e) {
            return Reached.not(e.getCode() <= 0 ? silent(e) : refusal(e.getCode(), message(e)));
        }
    }

    /** The URL of this API server. */
    public String url(String path) {
        return URLUtils.join(client.getMasterUrl().toString(), path);
    }

    private Reached<JsonNode> get(String path, String accept) {
        return join(ask(path, accept)).then(Api::read);
    }

    private HttpRequest.Builder request(String path) {
        return http().newHttpRequestBuilder().uri(url(path)).timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private HttpClient http() {
        return client.getHttpClient();
    }

    private CompletableFuture<Reached<Answer>> send(HttpRequest request) {
        return http().sendAsync(request, String.class)
                .thenApply(Api::answer)
                .completeOnTimeout(
                        Reached.not("no answer within " + TIMEOUT_SECONDS + " s"), TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> Reached.not(silent(failure)));
    }

    private static Reached<Answer> answer(HttpResponse<String> response) {
        return Reached.of(new Answer(response.code(), response.body() == null ? "" : response.body()));
    }

    private static Reached<Answer> join(CompletableFuture<Reached<Answer>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return Reached.not(silent(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reached.not("interrupted");
        }
    }

    private static Reached<JsonNode> read(Answer answer) {
        JsonNode body = tree(answer.body());
        return answer.good()
                ? Reached.of(body)
                : Reached.not(refusal(answer.status(), body.path("message").asText()));
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // A 404 for a path that is no resource is plain text, without a message.
            return JSON.missingNode();
        }
    }

    private static List<JsonNode> items(JsonNode list, ApiKind kind) {
        List<JsonNode> items = new ArrayList<>();
        // Items of a list have no kind.
        list.path("items")
                .forEach(item -> items.add(
                        ((ObjectNode) item).put("apiVersion", kind.apiVersion()).put("kind", kind.kind())));
        return items;
    }

    /** Describes a status of the API server. */
    private static String refusal(int status, String message) {
        return switch (status) {
            case NOT_FOUND -> message.isEmpty() || message.contains("requested resource") ? NOT_SERVED : NOT_THERE;
            case 401 -> "the API server does not know who you are (401)";
            case 403 -> "not allowed: " + message;
            default -> "the API server answers " + status + (message.isEmpty() ? "" : ": " + message);
        };
    }

    /** The reason where the type does not exist on this cluster. */
    public static final String NOT_SERVED = "this cluster does not serve the type";

    /** The reason where there is no such object. */
    public static final String NOT_THERE = "not found";

    private static String message(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? ""
                : e.getStatus().getMessage();
    }

    private static String silent(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return "no answer: " + message.lines().findFirst().orElse("");
    }
}
