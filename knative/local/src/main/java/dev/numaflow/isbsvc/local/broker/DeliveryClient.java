package dev.numaflow.isbsvc.local.broker;

import dev.numaflow.isbsvc.local.events.EventText;
import dev.numaflow.isbsvc.local.events.Events;
import dev.numaflow.isbsvc.local.manifests.Delivery;
import dev.numaflow.isbsvc.local.report.Progress;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Delivers one event to one address, with the retries of the delivery specification. */
final class DeliveryClient {
    private final HttpClient http;
    private final Progress progress;

    DeliveryClient(HttpClient http, Progress progress) {
        this.http = http;
        this.progress = progress;
    }

    /** Completes with the last response; never exceptionally because of the subscriber. */
    CompletableFuture<Answer> carry(CloudEvent event, URI to, Delivery delivery) {
        return attempt(event, to, delivery, 0);
    }

    private CompletableFuture<Answer> attempt(CloudEvent event, URI to, Delivery delivery, int attempt) {
        return http.sendAsync(Events.post(to, event, delivery.timeout()), BodyHandlers.ofByteArray())
                .handle((response, failure) -> failure == null ? Answer.of(response) : Answer.none())
                .thenCompose(answer -> answer.worthARetry() && attempt < delivery.retry()
                        ? again(event, to, delivery, attempt, answer)
                        : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<Answer> again(CloudEvent event, URI to, Delivery delivery, int attempt, Answer answer) {
        Duration pause = delivery.pauseAfter(attempt);
        progress.report("retry    %s: answered %d, once more in %d ms (%d of %d)"
                .formatted(
                        EventText.of(Events.attributes(event)),
                        answer.status(),
                        pause.toMillis(),
                        attempt + 1,
                        delivery.retry()));
        Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(paused -> attempt(event, to, delivery, attempt + 1));
    }
}
