package dev.numaflow.isbsvc.repair;

import dev.numaflow.isbsvc.runtime.repair.CertificateExpiry;
import dev.numaflow.isbsvc.runtime.repair.ConsumersAheadCount;
import dev.numaflow.isbsvc.runtime.repair.DeadLetterCount;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Answers a scrape, in a process that is {@code repair}. The metrics are stored in the cluster, so it does not matter which process answers, or since when it runs. */
@Singleton
public class Metrics {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Optional<String> function;
    private final DeadLetterCount deadLetters;
    private final ConsumersAheadCount consumersAhead;
    private final CertificateExpiry certificates;

    @Inject
    public Metrics(
            @ConfigProperty(name = "quarkus.funqy.export") Optional<String> function,
            DeadLetterCount deadLetters,
            ConsumersAheadCount consumersAhead,
            CertificateExpiry certificates) {
        this.function = function;
        this.deadLetters = deadLetters;
        this.consumersAhead = consumersAhead;
        this.certificates = certificates;
    }

    void register(@Observes Router router) {
        if (!function.equals(Optional.of("repair"))) {
            return;
        }
        router.get("/metrics").order(Integer.MIN_VALUE + 2).blockingHandler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                .end(deadLetters.exposition() + consumersAhead.exposition() + certificates.exposition()));
    }
}
