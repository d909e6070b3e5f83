package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/** Waits until a process is ready: at its first HTTP response 200. */
record HealthCheck(String url, ChildProcess process) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration PERIOD = Duration.ofMillis(50);

    void await(Duration atMost) {
        Instant end = Instant.now().plus(atMost);
        String last = "nothing";
        while (Instant.now().isBefore(end)) {
            last = ask();
            if (last.equals("200")) {
                return;
            }
            // The pause between two requests ends immediately when the process exits.
            if (process.awaitExit(PERIOD).isPresent()) {
                throw new IllegalStateException(process + " has ended: " + LogTail.of(process.log()));
            }
        }
        throw new IllegalStateException(process + " is not healthy after " + atMost.toSeconds() + " s: " + url
                + " last answered " + last + "; " + LogTail.of(process.log()));
    }

    private String ask() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return String.valueOf(
                    CLIENT.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + url, e);
        }
    }
}
