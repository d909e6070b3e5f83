package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the data of a service is encrypted. The record on the key Secret tells, which is ours alone; where an older release has made
 * none, the StatefulSet; and only where both say nothing, the ConfigMap, if the servers run with it. What the spec asks for is never looked at.
 *
 * @param recorded what is known of the data
 * @param effective what servers have to be started with, so that every one of them can read what it has stored
 * @param encrypting the servers that were started with a key although the data is recorded as plain
 */
record DataEncryption(boolean recorded, boolean effective, List<String> encrypting) {

    DataEncryption {
        encrypting = List.copyOf(encrypting);
    }

    private DataEncryption(boolean known) {
        this(known, known, List.of());
    }

    /**
     * Decides from the live children.
     *
     * @param conf of the ConfigMap, where it can be read
     * @param servers what those that answer say, asked only where it decides
     * @return nothing where nobody tells: guessing could make the data unreadable
     */
    static Optional<DataEncryption> of(LiveChildren live, Optional<Block> conf, Supplier<List<ServerRun>> servers) {
        Optional<Boolean> known = noted(live.keySecret()).or(() -> noted(live.statefulSet()));
        Optional<Boolean> configured = conf.map(ConfigEncryption::isIn);
        if (known.isEmpty()) {
            return configured
                    .filter(key -> key || !isRefusedBySome(live.configMap(), servers))
                    .map(DataEncryption::new);
        }
        boolean addsKey =
                !known.get() && configured.filter(Boolean::booleanValue).isPresent();
        if (!addsKey) {
            // A server with the key reads what is encrypted and what is not: going back to it loses nothing.
            return known.map(DataEncryption::new);
        }
        List<String> encrypting = startedWith(live.configMap(), servers);
        return Optional.of(new DataEncryption(false, !encrypting.isEmpty(), encrypting));
    }

    /**
     * Of what remains without servers.
     *
     * @param marked what a claim that was retained says
     */
    static Optional<DataEncryption> ofRemains(JsonNode keySecret, Optional<Block> conf, Optional<Boolean> marked) {
        Optional<Boolean> recorded = noted(keySecret);
        if (recorded.isPresent() && marked.filter(Boolean::booleanValue).isPresent()) {
            return Optional.of(new DataEncryption(recorded.get(), true, List.of()));
        }
        return recorded.or(() -> conf.map(ConfigEncryption::isIn))
                .or(() -> marked)
                .map(DataEncryption::new);
    }

    /** What one object says of it, as we write it. */
    static Optional<Boolean> noted(JsonNode object) {
        return Optional.of(object.at("/metadata/annotations")
                        .path(Annotations.ENCRYPTION)
                        .asText())
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf);
    }

    /** Then it runs with another one, and that may have a key. */
    private static boolean isRefusedBySome(JsonNode configMap, Supplier<List<ServerRun>> servers) {
        Optional<Instant> written = LiveConfig.writtenAt(configMap);
        return written.isPresent()
                && servers.get().stream().anyMatch(server -> server.loaded()
                        .filter(loaded -> loaded.isBefore(written.get()))
                        .isPresent());
    }

    /** A server that started since the ConfigMap was written has read it; one that runs for longer refuses to take another key. */
    private static List<String> startedWith(JsonNode configMap, Supplier<List<ServerRun>> servers) {
        Optional<Instant> written = LiveConfig.writtenAt(configMap);
        return written.isEmpty()
                ? List.of()
                : servers.get().stream()
                        .filter(server -> server.started()
                                .filter(start -> !start.isBefore(written.get()))
                                .isPresent())
                        .map(ServerRun::name)
                        .sorted()
                        .toList();
    }

    /** What a person has to know and decide where servers encrypt although the data is recorded as plain. */
    Optional<HeldChange> disagreement(ValidService wanted) {
        if (encrypting.isEmpty()) {
            return Optional.empty();
        }
        String configMap = "ConfigMap " + wanted.names().configMap() + ": data.nats-js, the key of JetStream";
        String secret = wanted.names().keySecret();
        return Optional.of(new HeldChange(
                HeldChange.id(wanted, "stored-encryption", String.join(" ", encrypting)),
                configMap,
                "there",
                "absent, because Secret " + secret + " records that the data is not encrypted",
                Effect.HELD,
                "somebody added the key, and " + String.join(", ", encrypting)
                        + " started with it: what a server stores since then it cannot read without",
                "Keep the key, so that nothing becomes unreadable, and record it: kubectl -n "
                        + wanted.names().namespace() + " annotate --overwrite secret " + secret + " "
                        + Annotations.ENCRYPTION + "=true"));
    }
}
