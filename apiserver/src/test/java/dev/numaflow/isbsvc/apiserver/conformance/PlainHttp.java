package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;

/** Speaks to an API server without a Kubernetes client; bodies are written as YAML. */
final class PlainHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private final String url;
    private final String token;
    private final String userAgent;
    private final HttpClient client;

    private PlainHttp(String url, String token, String userAgent, HttpClient client) {
        this.url = url;
        this.token = token;
        this.userAgent = userAgent;
        this.client = client;
    }

    static PlainHttp of(Config config) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (config.getMasterUrl().startsWith("https")) {
            try {
                builder.sslContext(SSLUtils.sslContext(config));
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        String url = config.getMasterUrl().replaceAll("/$", "");
        return new PlainHttp(url, config.getAutoOAuthToken(), "plain", builder.build());
    }

    /** The same for someone else. */
    PlainHttp withToken(String otherToken) {
        return new PlainHttp(url, otherToken, userAgent, client);
    }

    /** The same by another program: without a fieldManager its name owns what it writes. */
    PlainHttp as(String otherUserAgent) {
        return new PlainHttp(url, token, otherUserAgent, client);
    }

    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        Answer requireStatus(int wanted) {
            assertThat(status).as(body.toString()).isEqualTo(wanted);
            return this;
        }

        /** The fields that a Status object complains about. */
        Stream<String> causes() {
            Stream.Builder<String> fields = Stream.builder();
            body.path("details")
                    .path("causes")
                    .forEach(each -> fields.add(each.path("field").asText() + " "
                            + each.path("reason").asText()));
            return fields.build();
        }

        String reason() {
            return body.path("reason").asText();
        }
    }

    Answer get(String path) {
        return send("GET", path, null, ApiContract.JSON);
    }

    Answer post(String path, String yaml) {
        return send("POST", path, yaml, ApiContract.JSON);
    }

    Answer put(String path, String yaml) {
        return send("PUT", path, yaml, ApiContract.JSON);
    }

    Answer patch(String type, String path, String yaml) {
        return send("PATCH", path, yaml, type);
    }

    Answer delete(String path, String yaml) {
        return send("DELETE", path, yaml, ApiContract.JSON);
    }

    Answer send(String method, String path, String yaml, String contentType) {
        return answer(request(path, contentType).method(method, body(yaml)).build());
    }

    /** Asks with another Accept header. */
    Answer getAs(String accept, String path) {
        return answer(
                request(path, ApiContract.JSON).setHeader("Accept", accept).build());
    }

    /** The lines of a watch, as they come. */
    Stream<JsonNode> watch(String path) {
        HttpRequest request = request(path, ApiContract.JSON).build();
        return exchange(request, BodyHandlers.ofLines()).body().map(PlainHttp::parse);
    }

    private Answer answer(HttpRequest request) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), parse(response.body()), response);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path, String contentType) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", contentType)
                .header("Accept", ApiContract.JSON)
                .header("User-Agent", userAgent);
        return token == null ? builder : builder.header("Authorization", "Bearer " + token);
    }

    /** A tree to compare with, written as YAML. */
    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode resource(String name) {
        try (InputStream in = PlainHttp.class.getResourceAsStream(name)) {
            return YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRequest.BodyPublisher body(String yaml) {
        try {
            return yaml == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(YAML.readTree(yaml)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.startsWith("{")
                    ? JSON.readTree(text)
                    : JSON.getNodeFactory().textNode(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
