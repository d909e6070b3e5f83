package dev.numaflow.isbsvc.apiserver;

import dev.numaflow.isbsvc.apiserver.discovery.Discovery;
import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import dev.numaflow.isbsvc.apiserver.http.ApiResponse;
import dev.numaflow.isbsvc.apiserver.http.HttpFront;
import dev.numaflow.isbsvc.apiserver.http.Tokens;
import dev.numaflow.isbsvc.apiserver.rest.ApiException;
import dev.numaflow.isbsvc.apiserver.rest.Failures;
import dev.numaflow.isbsvc.apiserver.rest.RestApi;
import dev.numaflow.isbsvc.apiserver.rest.Target;
import dev.numaflow.isbsvc.apiserver.rest.Verb;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import dev.numaflow.isbsvc.apiserver.types.BuiltinTypes;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes API server inside this JVM, over plain HTTP on 127.0.0.1, for tests and local runs. It stores objects in memory
 * and gives clients the guarantees of the real one; one conformance suite runs against both. It does not authorize, evaluate CEL
 * or call admission webhooks, runs no controllers, and rejects what it does not support.
 */
public final class EmbeddedApiServer implements AutoCloseable {
    private static final List<String> FIRST_NAMESPACES = List.of("default", "kube-system");

    private final Store store;
    private final RequestLog requests;
    private final RestApi rest;
    private final Discovery discovery;
    private final HttpFront http;

    /** Options of the server; port 0 selects a free one. */
    public record Options(int port, int historyLimit, int requestLogLimit, Clock clock) {
        /** A free port, and limits for tests and local runs. */
        public static Options defaults() {
            return new Options(0, 2_000, 50_000, Clock.systemUTC());
        }
    }

    private EmbeddedApiServer(Options options) {
        TypeRegistry types = new TypeRegistry(BuiltinTypes.load());
        Tokens tokens = new Tokens(options.clock());
        this.store = new Store(options.historyLimit());
        this.requests = new RequestLog(options.requestLogLimit());
        this.rest = new RestApi(store, types, options.clock(), tokens);
        this.discovery = new Discovery(types);
        FIRST_NAMESPACES.forEach(rest::createNamespace);
        this.http = new HttpFront(options.port(), tokens, this::answer);
    }

    /** Starts a server and returns when it serves. */
    public static EmbeddedApiServer start(Options options) {
        return new EmbeddedApiServer(options);
    }

    /** Starts a server with the default options. */
    public static EmbeddedApiServer start() {
        return start(Options.defaults());
    }

    /** The base URL of the server. */
    public String url() {
        return "http://127.0.0.1:" + http.port();
    }

    /** The most recent requests. */
    public RequestLog requests() {
        return requests;
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

    private ApiResponse answer(ApiRequest request) {
        Optional<Target> target = rest.target(request);
        if (target.isEmpty()) {
            return discovery.answer(request.path()).orElseThrow(Failures::noSuchResource);
        }
        Verb verb = Verb.of(request, target.get());
        try {
            ApiResponse response = rest.answer(request, verb, target.get());
            log(request, verb, target.get(), response.code());
            return response;
        } catch (ApiException e) {
            log(request, verb, target.get(), e.code());
            throw e;
        }
    }

    private void log(ApiRequest request, Verb verb, Target target, int status) {
        requests.add(new LoggedRequest(
                verb.text(),
                target.type().group(),
                target.type().plural(),
                target.subresource(),
                target.namespace(),
                target.name(),
                request.user(),
                request.query().getOrDefault("dryRun", "").equals("All"),
                request.headers().metadata() || request.headers().metadataList(),
                status));
    }
}
