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
        if (!isPassedWithin(atMost)) {
            throw new IllegalStateException(process + " is not healthy after " + atMost.toSeconds() + " s: " + url
                    + " last answered " + ask() + "; " + LogTail.of(process.log()));
        }
    }

    boolean isPassedWithin(Duration time) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            if (ask().equals("200")) {
                return true;
            }
            // The pause between two requests ends immediately when the process exits.
            if (process.awaitExit(PERIOD).isPresent()) {
                throw new IllegalStateException(process + " has ended: " + LogTail.of(process.log()));
            }
        }
        return false;
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
