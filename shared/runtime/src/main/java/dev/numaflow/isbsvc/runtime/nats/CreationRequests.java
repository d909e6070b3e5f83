package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sends requests that create or change something, and converts their answers. None of them blocks. */
final class CreationRequests {

    /** The delays between retries until the leader of the cluster knows a stream: about one second in all. */
    private static final List<Duration> HEARING =
            Stream.of(10, 20, 40, 80, 160, 320, 400).map(Duration::ofMillis).toList();

    private final ApiRequests requests;

    CreationRequests(ApiRequests requests) {
        this.requests = requests;
    }

    CompletableFuture<CreateResult> send(String api, JsonNode body) {
        return requests.send(api, body).thenApply(answer -> creation(api, answer));
    }

    /**
     * The same for consumers of a stream that was just created. The stream's own leader reports the creation, and the leader of the
     * cluster, which places consumers, may learn of it a moment later: until then it answers that there is no such stream, and the
     * request is retried.
     */
    CompletableFuture<CreateResult> sendUntilHeard(String api, JsonNode body) {
        return sendUntilHeard(api, body, HEARING.iterator());
    }

    private CompletableFuture<CreateResult> sendUntilHeard(String api, JsonNode body, Iterator<Duration> moments) {
        return send(api, body).thenCompose(creation -> {
            if (!(creation instanceof CreateResult.Refused refused)
                    || !refused.error().isStreamNotFound()) {
                return CompletableFuture.completedFuture(creation);
            }
            if (!moments.hasNext()) {
                throw new NatsUnavailable(api, refused.error());
            }
            return after(moments.next()).thenCompose(moment -> sendUntilHeard(api, body, moments));
        });
    }

    private static CompletableFuture<Void> after(Duration moment) {
        return new CompletableFuture<Void>().completeOnTimeout(null, moment.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CreateResult creation(String api, JsonNode answer) {
        if (!answer.has("error")) {
            return new CreateResult.Made();
        }
        JetStreamError error = JetStreamError.of(answer.get("error"));
        if (error.isAlreadyExists()) {
            return new CreateResult.Exists();
        }
        if (error.isTransient() && !error.isWorthReporting()) {
            throw new NatsUnavailable(api, error);
        }
        return new CreateResult.Refused(error);
    }
}
