package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.ConfigDigest;
import dev.numaflow.isbsvc.rendering.children.KeptConfig;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How the data of a service is encrypted. The record on the key Secret decides, which only the operator writes; where an older
 * release has written none, the StatefulSet's. Servers are queried only where there is no record, or where a key was added although
 * the data is recorded as plain; then all of them have to answer, and the key Secret records the added key until they have. The
 * spec is never considered.
 *
 * @param recorded whether the data is recorded as encrypted
 * @param effective whether servers have to start with the key, so that each can read what it has stored
 * @param doubt why servers keep an added key although the data is recorded as plain; empty where they do not
 * @param addedKey what the key Secret has to record about such a key
 */
record DataEncryption(boolean recorded, boolean effective, Optional<String> doubt, Optional<String> addedKey) {

    /** A record that nothing contradicts. */
    static DataEncryption known(boolean encrypted) {
        return new DataEncryption(encrypted, encrypted, Optional.empty(), Optional.empty());
    }

    /**
     * Decides from the live children.
     *
     * @param conf of the ConfigMap, where it can be read
     * @param servers queries that many servers and returns the answers; called only where it decides
     * @return a refusal where it is unknown: guessing could make the data unreadable
     */
    static Parsed<DataEncryption> of(LiveChildren live, Optional<Block> conf, IntFunction<List<ServerRun>> servers) {
        if (mayBeForeign(live, conf)) {
            return UnknownEncryption.foreignKey(live.configMap());
        }
        boolean hasKey = hasKey(conf);
        Optional<Boolean> recorded = recorded(live.keySecret(), hasKey).or(() -> noted(live.statefulSet()));
        if (recorded.isPresent()) {
            // A server with the key reads both encrypted and plain data, so that restoring it loses nothing.
            return Parsed.of(recorded.get() ? known(true) : plain(live, conf, servers));
        }
        if (conf.isEmpty()) {
            return UnknownEncryption.unreadable(live);
        }
        return UnknownEncryption.unproven(live, hasKey, ServerAnswers.of(live, nodes(live, conf), servers))
                .map(Parsed::<DataEncryption>refused)
                .orElseGet(() -> Parsed.of(known(hasKey)));
    }

    /** For data that is recorded as plain, where servers can be queried. */
    private static DataEncryption plain(LiveChildren live, Optional<Block> conf, IntFunction<List<ServerRun>> servers) {
        Supplier<Optional<Instant>> seen = () -> conf.flatMap(known -> asRendered(live.configMap(), known))
                .flatMap(kept -> LiveConfig.writtenAt(live.configMap()));
        return ofAddedKey(live, conf, seen, since -> doubt(since, ServerAnswers.of(live, nodes(live, conf), servers)))
                .orElseGet(() -> known(false));
    }

    /**
     * For data that is recorded as plain and a key that is present, or was and is recorded; empty where there is none.
     *
     * @param seen since when a key that is first observed now may have been there
     * @param doubt why servers may need a key that was added at that time
     */
    private static Optional<DataEncryption> ofAddedKey(
            LiveChildren live,
            Optional<Block> conf,
            Supplier<Optional<Instant>> seen,
            Function<Optional<Instant>, Optional<String>> doubt) {
        AddedKey added = AddedKey.notedOn(live.keySecret());
        if (added.isUnused()) {
            return Optional.of(unused(conf));
        }
        if (!hasKey(conf) && !added.isKept()) {
            return Optional.empty();
        }
        Optional<Instant> since = added.isKept() ? added.since() : seen.get();
        return Optional.of(plain(doubt.apply(since), added.noted(since)));
    }

    /** A person confirmed that the key is unused. The record is removed with the key, because it does not apply to another one. */
    private static DataEncryption unused(Optional<Block> conf) {
        return new DataEncryption(
                false, false, Optional.empty(), Optional.of(AddedKey.UNUSED).filter(any -> hasKey(conf)));
    }

    /** For display only; no server is queried. */
    static Optional<DataEncryption> shown(LiveChildren live, Optional<Block> conf) {
        return noted(live.keySecret())
                .or(() -> noted(live.statefulSet()))
                .or(() -> conf.map(ConfigEncryption::isIn))
                .map(DataEncryption::known);
    }

    /**
     * For a service without a StatefulSet: there are no servers to query, and pods may have started with an added key.
     *
     * @param claims that may hold data; without claims and without a record nothing is stored
     * @return empty where there is no record and nothing can be stored
     */
    static Parsed<Optional<DataEncryption>> withoutServers(
            LiveChildren live, Optional<Block> conf, List<JsonNode> claims) {
        if (mayBeForeign(live, conf)) {
            return UnknownEncryption.foreignKey(live.configMap());
        }
        Optional<Boolean> recorded = recorded(live.keySecret(), hasKey(conf));
        Optional<Boolean> marked =
                claims.stream().flatMap(claim -> noted(claim).stream()).reduce(Boolean::logicalOr);
        boolean hasKey = hasKey(conf);
        Optional<DataEncryption> ofAddedKey = recorded.filter(is -> !is)
                .flatMap(plain -> ofAddedKey(
                        live,
                        conf,
                        Optional::empty,
                        since -> Optional.of("there is no StatefulSet, so no server can be asked for it")));
        if (ofAddedKey.isPresent()) {
            return Parsed.of(ofAddedKey);
        }
        boolean encrypted = hasKey || marked.orElse(false);
        return recorded.isEmpty() && marked.isEmpty() && !hasKey && !claims.isEmpty()
                ? UnknownEncryption.unmarked(live.keySecret(), claims.get(0))
                : Parsed.of(recorded.map(
                                is -> new DataEncryption(is, is || encrypted, Optional.empty(), Optional.empty()))
                        .or(() -> marked.or(() -> conf.map(any -> hasKey)).map(any -> known(encrypted))));
    }

    /** A service that Numaflow's controller had meanwhile may be encrypted otherwise: then its record counts as long as nothing contradicts. */
    private static Optional<Boolean> recorded(JsonNode keySecret, boolean hasKey) {
        boolean isReleased = keySecret.at("/metadata/annotations").has(Annotations.RELEASE);
        return noted(keySecret).filter(encrypted -> !isReleased || encrypted == hasKey);
    }

    /** The record on one object. */
    static Optional<Boolean> noted(JsonNode object) {
        return Optional.of(object.at("/metadata/annotations")
                        .path(Annotations.ENCRYPTION)
                        .asText())
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf);
    }

    private static DataEncryption plain(Optional<String> doubt, String addedKey) {
        return new DataEncryption(false, doubt.isPresent(), doubt, doubt.map(any -> addedKey));
    }

    private static boolean hasKey(Optional<Block> conf) {
        return conf.filter(ConfigEncryption::isIn).isPresent();
    }

    /** Whether the ConfigMap alone may hold a key with which servers have encrypted data. */
    private static boolean mayBeForeign(LiveChildren live, Optional<Block> conf) {
        return conf.map(ConfigEncryption::isForeign)
                .orElseGet(() -> ConfigEncryption.mayBeIn(
                        live.configMap().path("data").path(Keys.NATS_CONF).asText()));
    }

    /**
     * Why a server may need the added key: it has started with it, or that is unknown. A server that started earlier refuses to
     * load another key.
     *
     * @param since when the key was added; known only where nothing else was written since the configuration was rendered
     */
    private static Optional<String> doubt(Optional<Instant> since, ServerAnswers answers) {
        return ServerAnswers.shown(since.map(answers::startedSince).orElse(List.of()))
                .map(names -> names + " started with it")
                .or(() -> ServerAnswers.shown(answers.silent())
                        .map(names -> "no answer comes from " + names
                                + " (it is taken out when all answer that they started before)"))
                .or(() -> Optional.of("the time since which it is there is not known")
                        .filter(any -> since.isEmpty()));
    }

    /** The live configuration while in doubt, so that the time at which the key was added stays known. */
    Optional<KeptConfig> keptConfig(JsonNode configMap) {
        return doubt.flatMap(any -> LiveConf.read(configMap)).flatMap(conf -> asRendered(configMap, conf));
    }

    /** The configuration, where it is the last rendered one plus a key. */
    private static Optional<KeptConfig> asRendered(JsonNode configMap, Block conf) {
        return Optional.of(new KeptConfig(configMap))
                .filter(kept -> kept.rendered().equals(ConfigDigest.of(ConfigEncryption.without(conf))));
    }

    /** The number of nodes that may hold data, including those that were scaled down. */
    private static int nodes(LiveChildren live, Optional<Block> conf) {
        int replicas = live.statefulSet().at("/spec/replicas").asInt(1);
        return Math.max(1, Math.max(replicas, conf.map(LiveConf::nodes).orElse(1)));
    }

    /** The held change that asks a person to decide where servers may encrypt although the data is recorded as plain. */
    Optional<HeldChange> disagreement(ValidService desired) {
        String secret = desired.names().keySecret();
        return doubt.map(why -> new HeldChange(
                HeldChange.id(desired, "stored-encryption"),
                "ConfigMap " + desired.names().configMap() + ": data.nats-js, the key of JetStream",
                "there",
                "absent, because Secret " + secret + " records that the data is not encrypted",
                Effect.HELD,
                "somebody added the key, and " + why + ": what a server stores with it it cannot read without",
                "If a server started with it, keep it and record that: kubectl -n "
                        + desired.names().namespace() + " annotate --overwrite secret " + secret + " "
                        + Annotations.ENCRYPTION + "=true; if none did, annotate it with " + Annotations.ADDED_KEY
                        + "=" + AddedKey.UNUSED + ", and the key is taken out"));
    }
}
