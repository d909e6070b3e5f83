package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.input.Shown;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/**
 * Sends one request to the API server and reads its whole answer, bounded in time and in size whatever the server does: the limits of
 * the HTTP client end when an answer begins, and an answer may go on forever.
 */
final class ApiServerClient {

    /** From the first try to the last byte. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Several times the largest object that the API server can store. */
    static final int MOST_BYTES = 16 << 20;

    private static final Duration WITHOUT_A_BYTE = Duration.ofSeconds(20);
    private static final int LONGEST_MESSAGE = 500;
    private static final int MOST_CAUSES = 100;
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Duration deadline;

    ApiServerClient(KubernetesClient client) {
        this(client, DEADLINE);
    }

    ApiServerClient(KubernetesClient client, Duration deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    /** Reads a path in the accepted media type. */
    byte[] get(String path, String accept) {
        return send(request(path).header("Accept", accept).build(), "GET " + path);
    }

    byte[] get(String path) {
        return get(path, JSON_TYPE);
    }

    /** Sends JSON. */
    byte[] send(String verb, String path, String body) {
        return send(request(path).method(verb, JSON_TYPE, body).build(), verb + " " + path);
    }

    private HttpRequest.Builder request(String path) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URLUtils.join(client.getMasterUrl().toString(), path))
                .timeout(WITHOUT_A_BYTE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private byte[] send(HttpRequest request, String what) {
        BoundedBody body = new BoundedBody(MOST_BYTES);
        CompletableFuture<HttpResponse<AsyncBody>> head = client.getHttpClient().consumeBytes(request, body);
        try {
            HttpResponse<AsyncBody> response = head.thenCompose(
                            begun -> body.read(begun.body()).thenApply(done -> begun))
                    .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                throw refused(response.code(), body.bytes(), what);
            }
            return body.bytes();
        } catch (TimeoutException e) {
            body.cancel();
            throw new KubernetesClientException("no answer within " + deadline.toSeconds() + " s to " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AnswerTooLarge tooLarge) {
                throw tooLarge;
            }
            throw new KubernetesClientException("no answer to " + what, e.getCause());
        } catch (InterruptedException e) {
            body.cancel();
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted while waiting for the answer to " + what, e);
        }
    }

    /** The server quotes what it rejects, so its message about Secrets is not passed on. */
    private static KubernetesClientException refused(int code, byte[] body, String what) {
        JsonNode answer = tree(body);
        String serverMessage = answer.path("message").asText();
        Status status = new StatusBuilder()
                .withCode(code)
                .withReason(
                        answer.path("reason").isTextual()
                                ? answer.path("reason").textValue()
                                : null)
                .withMessage(serverMessage.isEmpty() ? null : serverMessage)
                .withDetails(details(answer.path("details").path("causes")))
                .build();
        boolean quotes = !serverMessage.isEmpty() && !what.contains("/secrets");
        String message = "the API server answers " + code + " to " + what + (quotes ? ": " + serverMessage : "");
        return new KubernetesClientException(Shown.cut(message, LONGEST_MESSAGE), code, status);
    }

    /** The causes that the API server reports field by field. */
    private static StatusDetails details(JsonNode causes) {
        List<StatusCause> first = StreamSupport.stream(causes.spliterator(), false)
                .limit(MOST_CAUSES)
                .map(cause -> new StatusCause(
                        cause.path("field").asText(null),
                        cause.path("message").asText(null),
                        cause.path("reason").asText(null)))
                .toList();
        return new StatusDetailsBuilder().withCauses(first).build();
    }

    /** A proxy in front of the API server answers in HTML. */
    private static JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noStatus) {
            return JSON.missingNode();
        }
    }
}
