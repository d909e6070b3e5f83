package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Function;

/** Asks a server over HTTP that may not answer yet. */
record HttpProbe(HttpClient client) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** For servers without a certificate. */
    static HttpProbe plain() {
        return Plain.PROBE;
    }

    private static final class Plain {
        static final HttpProbe PROBE = new HttpProbe(
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
    }

    /** The status code of the answer, or why there is none. */
    String status(HttpRequest.Builder request) {
        return ask(
                request,
                BodyHandlers.discarding(),
                answer -> String.valueOf(answer.statusCode()),
                IOException::toString);
    }

    /** The body of the answer; empty where there is none. */
    String body(HttpRequest.Builder request) {
        return ask(request, BodyHandlers.ofString(), HttpResponse::body, noAnswer -> "");
    }

    private <T> String ask(
            HttpRequest.Builder builder,
            BodyHandler<T> handler,
            Function<HttpResponse<T>, String> answered,
            Function<IOException, String> failed) {
        HttpRequest request = builder.timeout(TIMEOUT).build();
        try {
            return answered.apply(client.send(request, handler));
        } catch (IOException e) {
            return failed.apply(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + request.uri(), e);
        }
    }
}
