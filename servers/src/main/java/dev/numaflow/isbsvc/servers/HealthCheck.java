package dev.numaflow.isbsvc.servers;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** Waits until a process is ready: at its first HTTP response 200. */
record HealthCheck(String url, ChildProcess process) {

    void await(Duration atMost) {
        if (!isPassedWithin(atMost)) {
            throw new IllegalStateException(process + " is not healthy after " + atMost.toSeconds() + " s: " + url
                    + " last answered " + ask() + "; " + LogTail.of(process.log()));
        }
    }

    boolean isPassedWithin(Duration time) {
        return Polling.isTrueWithin(time, process, () -> ask().equals("200"));
    }

    private String ask() {
        return HttpProbe.plain().status(HttpRequest.newBuilder(URI.create(url)));
    }
}
