package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.ConfigDigest;
import dev.numaflow.isbsvc.rendering.children.KeptConfig;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How the data of a service is encrypted. The record on the key Secret decides, which is ours alone; where an older release has made
 * none, the StatefulSet's. Servers are asked only where there is no record, or where somebody added a key to what is recorded as plain,
 * and then all of them have to answer; that a key was added is remembered on the key Secret until they have. What the spec asks for is
 * never looked at.
 *
 * @param recorded what is known of the data
 * @param effective what servers have to be started with, so that every one of them can read what it has stored
 * @param doubt why servers keep an added key although the data is recorded as plain; nothing where they do not
 * @param addedKey what the key Secret has to remember of such a key
 */
record DataEncryption(boolean recorded, boolean effective, Optional<String> doubt, Optional<String> addedKey) {

    /** Where nothing contradicts it. */
    static DataEncryption known(boolean encrypted) {
        return new DataEncryption(encrypted, encrypted, Optional.empty(), Optional.empty());
    }

    /**
     * Decides from the live children.
     *
     * @param conf of the ConfigMap, where it can be read
     * @param servers what those of so many servers say that answer, asked only where it decides
     * @return a refusal where nobody knows: guessing could make the data unreadable
     */
    static Parsed<DataEncryption> of(LiveChildren live, Optional<Block> conf, IntFunction<List<ServerRun>> servers) {
        if (mayBeForeign(live, conf)) {
            return UnknownEncryption.foreignKey(live.configMap());
        }
        Optional<Boolean> recorded = noted(live.keySecret()).or(() -> noted(live.statefulSet()));
        boolean hasKey = hasKey(conf);
        if (recorded.isPresent()) {
            // A server with the key reads what is encrypted and what is not: going back to it loses nothing.
            return Parsed.of(recorded.get() ? known(true) : plain(live, conf, servers));
        }
        if (conf.isEmpty()) {
            return UnknownEncryption.unreadable(live);
        }
        return UnknownEncryption.unproven(live, hasKey, ServerAnswers.of(live, nodes(live, conf), servers))
                .map(Parsed::<DataEncryption>refused)
                .orElseGet(() -> Parsed.of(known(hasKey)));
    }

    /** Of data that is recorded as plain, where servers can be asked. */
    private static DataEncryption plain(LiveChildren live, Optional<Block> conf, IntFunction<List<ServerRun>> servers) {
        Supplier<Optional<Instant>> seen = () -> conf.flatMap(known -> asRendered(live.configMap(), known))
                .flatMap(kept -> LiveConfig.writtenAt(live.configMap()));
        return ofAddedKey(live, conf, seen, since -> doubt(since, ServerAnswers.of(live, nodes(live, conf), servers)))
                .orElseGet(() -> known(false));
    }

    /**
     * Of data that is recorded as plain and a key that is there, or was and is remembered; nothing where there is none.
     *
     * @param seen since when one may be there that is seen for the first time
     * @param doubt why servers may need one that may be there since then
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

    /** Somebody who knows has said so; that is forgotten with the key, because it says nothing of another one. */
    private static DataEncryption unused(Optional<Block> conf) {
        return new DataEncryption(
                false, false, Optional.empty(), Optional.of(AddedKey.UNUSED).filter(any -> hasKey(conf)));
    }

    /** What is shown of a service that runs, where nothing is done by it. */
    static Optional<DataEncryption> shown(LiveChildren live, Optional<Block> conf) {
        return noted(live.keySecret())
                .or(() -> noted(live.statefulSet()))
                .or(() -> conf.map(ConfigEncryption::isIn))
                .map(DataEncryption::known);
    }

    /**
     * Of what remains without a StatefulSet: there are no servers to be asked, and pods may have been started with an added key.
     *
     * @param claims that may hold data; where there are none, nothing said is nothing stored
     * @return nothing where nothing says anything and nothing can be stored
     */
    static Parsed<Optional<DataEncryption>> ofRemains(LiveChildren live, Optional<Block> conf, List<JsonNode> claims) {
        if (mayBeForeign(live, conf)) {
            return UnknownEncryption.foreignKey(live.configMap());
        }
        Optional<Boolean> recorded = noted(live.keySecret());
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

    /** What one object says of it, as we write it. */
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

    /** Whether the ConfigMap alone may hold a key by which servers have stored. */
    private static boolean mayBeForeign(LiveChildren live, Optional<Block> conf) {
        return conf.map(ConfigEncryption::isForeign)
                .orElseGet(() -> ConfigEncryption.mayBeIn(
                        live.configMap().path("data").path(Keys.NATS_CONF).asText()));
    }

    /**
     * Why a server may need the added key: it has started with it, or nobody knows. A server that has run for longer refuses to take
     * another key.
     *
     * @param since when the key came: known only where it was all that was written since the configuration was rendered
     */
    private static Optional<String> doubt(Optional<Instant> since, ServerAnswers answers) {
        return ServerAnswers.shown(since.map(answers::startedSince).orElse(List.of()))
                .map(names -> names + " started with it")
                .or(() -> ServerAnswers.shown(answers.silent())
                        .map(names -> "no answer comes from " + names
                                + " (it is taken out when all answer that they started before)"))
                .or(() -> Optional.of("nobody can tell since when it is there").filter(any -> since.isEmpty()));
    }

    /** The live configuration while it is kept in doubt, so that it stays known when the key came. */
    Optional<KeptConfig> keptConfig(JsonNode configMap) {
        return doubt.flatMap(any -> RunningService.conf(configMap)).flatMap(conf -> asRendered(configMap, conf));
    }

    /** The configuration, where it is what was rendered last and a key. */
    private static Optional<KeptConfig> asRendered(JsonNode configMap, Block conf) {
        return Optional.of(new KeptConfig(configMap))
                .filter(kept -> kept.rendered().equals(ConfigDigest.of(ConfigEncryption.without(conf))));
    }

    /** All that may hold data, also those that somebody has scaled away. */
    private static int nodes(LiveChildren live, Optional<Block> conf) {
        int replicas = live.statefulSet().at("/spec/replicas").asInt(1);
        return Math.max(1, Math.max(replicas, conf.map(RunningService::nodes).orElse(1)));
    }

    /** What a person has to know and decide where servers may encrypt although the data is recorded as plain. */
    Optional<HeldChange> disagreement(ValidService wanted) {
        String secret = wanted.names().keySecret();
        return doubt.map(why -> new HeldChange(
                HeldChange.id(wanted, "stored-encryption"),
                "ConfigMap " + wanted.names().configMap() + ": data.nats-js, the key of JetStream",
                "there",
                "absent, because Secret " + secret + " records that the data is not encrypted",
                Effect.HELD,
                "somebody added the key, and " + why + ": what a server stores with it it cannot read without",
                "If a server started with it, keep it and record that: kubectl -n "
                        + wanted.names().namespace() + " annotate --overwrite secret " + secret + " "
                        + Annotations.ENCRYPTION + "=true; if none did, annotate it with " + Annotations.ADDED_KEY
                        + "=" + AddedKey.UNUSED + ", and the key is taken out"));
    }
}
