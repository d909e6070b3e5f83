package dev.numaflow.isbsvc.runtime.repair;

import io.fabric8.kubernetes.client.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The media types that a client accepts for Secrets: an audit log has none. */
final class SecretReads implements Consumer<HttpRequest> {

    private final List<String> accepted = new CopyOnWriteArrayList<>();

    @Override
    public void accept(HttpRequest request) {
        if (request.uri().getPath().contains("/secrets")) {
            accepted.add(String.join(",", request.headers("Accept")));
        }
    }

    /** Of each request, in order. */
    List<String> accepted() {
        return accepted;
    }

    static boolean isMetadata(String type) {
        return type.contains("as=PartialObjectMetadata");
    }
}
