package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.HttpFront.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A small Kubernetes API server inside this JVM, over plain HTTP on 127.0.0.1, for a first try on a machine that has no other. It
 * stores objects in memory and validates custom resources by their schemas. It does not authorize, admit or apply on the server's
 * side, runs no controllers, and refuses what it does not honour.
 */
public final class EmbeddedApiServer implements AutoCloseable {
    private static final List<String> FIRST_NAMESPACES = List.of("default", "kube-system");

    private final Store store = new Store();
    private final Types types = new Types();
    private volatile Consumer<Answered> listener = answered -> {};
    private final Api api = new Api(new Cluster(store, types));
    private final Discovery discovery = new Discovery(types);
    private final HttpFront http;

    private EmbeddedApiServer() {
        FIRST_NAMESPACES.forEach(this::createNamespace);
        this.http = new HttpFront(this::answer);
    }

    private void createNamespace(String name) {
        byte[] namespace =
                Json.bytes(Json.object().set("metadata", Json.object().put("name", name)));
        List<String> path = List.of("api", "v1", "namespaces");
        Request request = new Request("POST", path, Map.of(), "application/json", "", "apiserver", namespace, "");
        api.create(request, Target.of(path, types).orElseThrow(), new ArrayList<>());
    }

    /** Starts a server on a free port and returns when it serves. */
    public static EmbeddedApiServer start() {
        return new EmbeddedApiServer();
    }

    /** The base URL of the server. */
    public String url() {
        return "http://127.0.0.1:" + http.port();
    }

    /** What a request that is no watch is answered. @param body JSON */
    public record Answer(int code, byte[] body) {}

    /** Answers a caller in this JVM as over HTTP, without a connection. @param header by its name; empty where there is none */
    public Answer ask(String method, URI uri, UnaryOperator<String> header, byte[] body) {
        Response response = http.answer(Request.of(method, uri, header, body));
        return new Answer(response.code(), Json.bytes(response.body()));
    }

    /**
     * A request for a resource that has been answered.
     *
     * @param user the name of the account whose token came with it
     */
    public record Answered(String verb, String path, boolean dryRun, String user, int code) {}

    /** Calls this listener for each request from now on. */
    public void onAnswer(Consumer<Answered> each) {
        listener = each;
    }

    /** Drops the history of changes, so that older watches and lists expire. */
    public void compact() {
        store.compact();
    }

    /** Writes a kubeconfig of the administrator. */
    public void kubeconfig(Path file) {
        String text =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: embedded, cluster: {server: "%s"}}]
                users: [{name: admin, user: {}}]
                contexts: [{name: embedded, context: {cluster: embedded, user: admin}}]
                current-context: embedded
                """
                        .formatted(url());
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        http.close();
    }

    private Response answer(Request request) {
        Optional<Target> target = Target.of(request.path(), types);
        if (target.isEmpty()) {
            JsonNode found = discovery.answer(request.path()).orElseThrow(Failure::notServed);
            return Response.of(200, found, List.of());
        }
        String verb = Api.verb(request, target.get());
        try {
            Response response = api.answer(request, verb, target.get());
            answered(request, verb, response.code());
            return response;
        } catch (Failure e) {
            answered(request, verb, e.code());
            throw e;
        }
    }

    private void answered(Request request, String verb, int code) {
        boolean dryRun = !request.option("dryRun").isEmpty();
        listener.accept(new Answered(verb, String.join("/", request.path()), dryRun, request.user(), code));
    }
}
