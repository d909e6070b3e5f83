package dev.numaflow.isbsvc.repair;

import dev.numaflow.isbsvc.runtime.repair.ConsumersAheadCount;
import dev.numaflow.isbsvc.runtime.repair.DeadLetterCount;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Answers a scrape. The metrics are stored in the cluster, so it does not matter which process answers, or since when it runs. */
@Singleton
public class Metrics {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final DeadLetterCount deadLetters;
    private final ConsumersAheadCount consumersAhead;

    @Inject
    public Metrics(DeadLetterCount deadLetters, ConsumersAheadCount consumersAhead) {
        this.deadLetters = deadLetters;
        this.consumersAhead = consumersAhead;
    }

    void register(@Observes Router router) {
        router.get("/metrics").order(Integer.MIN_VALUE + 2).blockingHandler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                .end(deadLetters.exposition() + consumersAhead.exposition()));
    }
}
