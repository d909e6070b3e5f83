package dev.numaflow.isbsvc.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The observed state of a service: the fields of its status that Numaflow's pipelines read. */
record Observed(JsonNode service) {

    /** Running for the current generation, with every condition True. */
    boolean running() {
        return status().path("phase").asText().equals("Running")
                && current()
                && conditions().findAny().isPresent()
                && conditions()
                        .allMatch(condition -> condition.path("status").asText().equals("True"));
    }

    /** Why the current specification is refused; empty if it is accepted or was not reconciled yet. */
    List<String> violations() {
        if (!current()) {
            return List.of();
        }
        return conditions()
                .filter(condition -> condition.path("type").asText().equals("Configured"))
                .filter(condition -> condition.path("status").asText().equals("False"))
                .flatMap(condition -> condition.path("message").asText().lines())
                .toList();
    }

    boolean settled() {
        return running() || !violations().isEmpty();
    }

    boolean tls() {
        return status().at("/config/jetstream/tlsEnabled").asBoolean();
    }

    String streamConfig() {
        return status().at("/config/jetstream/streamConfig").asText();
    }

    String summary() {
        return "phase " + status().path("phase").asText("-") + " "
                + conditions()
                        .map(condition -> condition.path("type").asText() + "="
                                + condition.path("status").asText())
                        .toList()
                + " " + status().path("message").asText();
    }

    private boolean current() {
        return status().path("observedGeneration").asLong()
                == service.at("/metadata/generation").asLong();
    }

    private JsonNode status() {
        return service.path("status");
    }

    private Stream<JsonNode> conditions() {
        return StreamSupport.stream(status().path("conditions").spliterator(), false);
    }
}
