package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.knative.KnativeObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.system.Options.StandIn;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Decides which parts of the system are published on the API server: only those that run here. */
record ShownParts(Options options, Function<Reference, URI> brokers, Function<Reference, URI> functions) {
    private static final Set<String> SOURCES = Set.of("ApiServerSource", "PingSource");

    void show(List<Document> parts, KnativeObjects knative) {
        List<Document> running = parts.stream()
                .filter(part -> options.with(StandIn.sources) || !SOURCES.contains(part.kind()))
                .toList();
        knative.show(running, this::address);
    }

    private Optional<URI> address(Document part) {
        Reference reference = new Reference(part.apiVersion(), part.kind(), part.namespace(), part.name());
        return switch (part.kind()) {
            case "Broker" -> Optional.of(brokers.apply(reference));
            case "Service" -> Optional.of(functions.apply(reference));
            default -> Optional.empty();
        };
    }
}
