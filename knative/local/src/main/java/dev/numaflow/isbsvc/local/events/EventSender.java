package dev.numaflow.isbsvc.local.events;

import dev.numaflow.isbsvc.local.report.Progress;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends an event as the adapters of sources do: six attempts within 3.1 s, and then it is lost. A source has no dead-letter sink,
 * so the loss is only reported.
 */
public final class EventSender implements AutoCloseable {
    private static final Set<Integer> TRIED_AGAIN = Set.of(404, 413, 425, 429, 502, 503, 504);
    private static final List<Integer> PAUSES = List.of(100, 200, 400, 800, 1600);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int NO_ANSWER = 0;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Progress progress;

    public EventSender(Progress progress) {
        this.progress = progress;
    }

    /** Returns when the event was accepted or given up; the caller's next event waits for it, as in an adapter. */
    public void send(CloudEvent event, URI sink) {
        int status = attempt(event, sink);
        for (int pause : PAUSES) {
            if (status != NO_ANSWER && !TRIED_AGAIN.contains(status)) {
                break;
            }
            if (closedWithin(pause)) {
                return;
            }
            status = attempt(event, sink);
        }
        if (status / 100 != 2) {
            progress.report("lost     %s: the broker %s"
                    .formatted(
                            EventText.of(Events.attributes(event)),
                            status == NO_ANSWER ? "did not answer" : "answered " + status));
        }
    }

    private int attempt(CloudEvent event, URI sink) {
        try {
            return http.send(Events.post(sink, event, TIMEOUT), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException noAnswer) {
            return NO_ANSWER;
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    private boolean closedWithin(int milliseconds) {
        try {
            return closed.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
