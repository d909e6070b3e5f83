package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads what the servers of a service hold from their monitoring port, without credentials. A node lists the streams of which
 * it has a copy, so all are asked.
 */
@Singleton
class ServerListing {

    private static final String EVERYTHING = "/jsz?accounts=true&streams=true&consumers=true&config=true";
    private static final int OK = 200;

    private final Monitoring monitoring;

    @Inject
    ServerListing(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    /** What they hold together, or nothing when not one of them answers. */
    Optional<Holding> of(Names names, int replicas) {
        List<CompletableFuture<Optional<Monitoring.Answer>>> answers = names.pods(replicas).stream()
                .map(pod -> monitoring.ask(pod + "." + names.serviceHost(), EVERYTHING))
                .toList();
        List<JsonNode> listings = answers.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .filter(answer -> answer.status() == OK)
                .map(Monitoring.Answer::body)
                .toList();
        return listings.isEmpty() ? Optional.empty() : Optional.of(together(listings));
    }

    private static Holding together(List<JsonNode> listings) {
        Map<String, JsonNode> streams = new HashMap<>();
        Map<String, Map<String, JsonNode>> consumers = new HashMap<>();
        for (JsonNode listing : listings) {
            listing.path("account_details")
                    .forEach(account -> account.path("stream_detail").forEach(stream -> {
                        String name = stream.path("name").asText();
                        streams.put(name, stream.path("config"));
                        Map<String, JsonNode> known = consumers.computeIfAbsent(name, each -> new HashMap<>());
                        stream.path("consumer_detail")
                                .forEach(consumer ->
                                        known.put(consumer.path("name").asText(), consumer.path("config")));
                    }));
        }
        return new Holding(streams, consumers);
    }
}
