package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.ConfigDrift;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What Numaflow has made on servers of its own, by stream. */
record GoldenDump(JsonNode streams) {

    static GoldenDump of(String name) {
        return new GoldenDump(TestPipelines.golden("jetstream/" + name + ".yaml"));
    }

    /** Where these servers differ from it; what newer servers add is no difference. */
    List<String> differencesOf(JetStreamApi api) {
        List<String> differences = new ArrayList<>();
        Set<String> wanted = new TreeSet<>();
        streams.properties().forEach(stream -> {
            String name = stream.getKey();
            wanted.add(name);
            compare(name, stream.getValue().path("config"), api.stream(name), differences);
            stream.getValue()
                    .path("consumers")
                    .properties()
                    .forEach(consumer -> compare(
                            name + " " + consumer.getKey(),
                            consumer.getValue(),
                            api.consumer(name, consumer.getKey()),
                            differences));
        });
        if (!wanted.equals(new TreeSet<>(names(api)))) {
            differences.add("there are " + names(api));
        }
        return differences;
    }

    /** The names of all streams that there are. */
    static List<String> names(JetStreamApi api) {
        return api.streams().stream()
                .map(info -> info.at("/config/name").asText())
                .toList();
    }

    private static void compare(String what, JsonNode dumped, Optional<JsonNode> live, List<String> differences) {
        live.map(info -> ConfigDrift.between(dumped, info.path("config")).map(ConfigDrift::toString))
                .orElse(Optional.of("is missing"))
                .ifPresent(difference -> differences.add(what + ": " + difference));
    }
}
