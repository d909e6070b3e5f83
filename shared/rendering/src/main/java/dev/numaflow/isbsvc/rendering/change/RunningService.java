package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.settings.SyncInterval;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The running configuration of a service, read from its live children, never from an old spec.
 *
 * @param persistence null where the data is lost with the pod
 * @param encryption how the data is encrypted, as far as known
 * @param maxMemoryStore bytes, where the ConfigMap exists
 * @param maxFileStore bytes, where the ConfigMap exists
 * @param maxPayload bytes, where the ConfigMap exists
 * @param syncInterval how long a message may be acknowledged before it is on disk, where the ConfigMap exists
 * @param version the images and the command of the pods, under the version that was requested
 */
public record RunningService(
        int replicas,
        PersistenceSpec persistence,
        DataEncryption encryption,
        boolean tls,
        Optional<Long> maxMemoryStore,
        Optional<Long> maxFileStore,
        Optional<Long> maxPayload,
        Optional<SyncInterval> syncInterval,
        Optional<JetStreamVersion> version) {

    /** A service without pods. */
    RunningService(
            int replicas,
            PersistenceSpec persistence,
            DataEncryption encryption,
            boolean tls,
            Optional<Long> maxMemoryStore,
            Optional<Long> maxFileStore) {
        this(
                replicas,
                persistence,
                encryption,
                tls,
                maxMemoryStore,
                maxFileStore,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with another number of nodes. */
    RunningService withReplicas(int nodes) {
        return new RunningService(
                nodes, persistence, encryption, tls, maxMemoryStore, maxFileStore, maxPayload, syncInterval, version);
    }

    /** Whether the servers have to start with the key. */
    public boolean encrypted() {
        return encryption.effective();
    }

    /** The encryption of the data, as it is to be recorded. */
    EncryptionRecord encryptionRecord() {
        return new EncryptionRecord(encryption.recorded(), encryption.addedKey());
    }

    /**
     * Reads the live children.
     *
     * @param servers queries that many servers and returns the answers; called only where it decides
     * @return a refusal when it is unknown whether the stored data is encrypted: guessing could make it unreadable
     */
    public static Parsed<RunningService> of(LiveChildren live, IntFunction<List<ServerRun>> servers) {
        Optional<Block> conf = conf(live.configMap());
        return DataEncryption.of(live, conf, servers).map(encryption -> read(live, conf, encryption));
    }

    private static RunningService read(LiveChildren live, Optional<Block> conf, DataEncryption encryption) {
        JsonNode statefulSet = live.statefulSet();
        JsonNode spec = statefulSet.path("spec");
        return new RunningService(
                Math.max(
                        spec.path("replicas").asInt(1),
                        conf.map(RunningService::nodes).orElse(0)),
                persistence(spec.path("volumeClaimTemplates").path(0).path("spec")),
                encryption,
                mountsCertificates(spec.path("template").path("spec")),
                limit(conf, "max_memory_store"),
                limit(conf, "max_file_store"),
                number(conf, "max_payload"),
                conf.flatMap(RunningService::syncInterval),
                JetStreamVersion.of(statefulSet));
    }

    /** For display only: no server is queried. */
    public static Optional<RunningService> shown(LiveChildren live) {
        Optional<Block> conf = conf(live.configMap());
        return DataEncryption.shown(live, conf).map(encryption -> read(live, conf, encryption));
    }

    /**
     * Reads a service whose StatefulSet is lost: from the record, the ConfigMap, and the annotations of retained claims. Without
     * claims the data is in the pods, which may outlive a StatefulSet that was deleted with orphan propagation.
     *
     * @param live without a StatefulSet
     * @param claims that still exist, and with them its messages
     * @return a refusal where claims may hold data of unknown encryption; empty where nothing can be stored
     */
    public static Parsed<Optional<RunningService>> ofRemains(
            LiveChildren live, List<JsonNode> claims, ValidService desired) {
        Optional<Block> conf = conf(live.configMap());
        return DataEncryption.ofRemains(live, conf, claims)
                .map(known -> known.map(encryption ->
                        claims.isEmpty() ? ofPods(encryption, desired) : ofClaims(conf, claims, desired, encryption)));
    }

    /** A service of which only the encryption is known. */
    private static RunningService ofPods(DataEncryption encryption, ValidService desired) {
        return new RunningService(
                desired.spec().replicasOrDefault(),
                desired.spec().persistence(),
                encryption,
                desired.spec().tlsEnabled(),
                Optional.empty(),
                Optional.empty());
    }

    /** Without the ConfigMap, the settings of the servers are lost; the claims still show how the data is stored. */
    private static RunningService ofClaims(
            Optional<Block> conf, List<JsonNode> claims, ValidService desired, DataEncryption encryption) {
        Optional<Integer> marked = claims.stream()
                .flatMap(claim -> StoredData.onClaim(claim).nodes().stream())
                .findFirst();
        return new RunningService(
                conf.map(RunningService::nodes)
                        .or(() -> marked)
                        .orElse(desired.spec().replicasOrDefault()),
                persistence(claims.get(0), desired),
                encryption,
                conf.map(RunningService::talksTls).orElse(desired.spec().tlsEnabled()),
                limit(conf, "max_memory_store"),
                limit(conf, "max_file_store"));
    }

    private static boolean talksTls(Block conf) {
        return conf.get("cluster").isPresent()
                ? conf.block("cluster").get("tls").isPresent()
                : conf.get("allow_non_tls").isEmpty();
    }

    /** The cluster has filled in the claim's storage class, so the spec's volume is not compared. */
    private static PersistenceSpec persistence(JsonNode claim, ValidService desired) {
        return desired.spec().persistent() ? desired.spec().persistence() : withoutClass(claim.path("spec"));
    }

    /** The number of nodes by their routes. A StatefulSet that was scaled down manually still has all its nodes. */
    static int nodes(Block conf) {
        return conf.get("cluster").isPresent()
                ? conf.block("cluster").items("routes").size()
                : 1;
    }

    private static PersistenceSpec withoutClass(JsonNode claim) {
        PersistenceSpec persistence = persistence(claim);
        return new PersistenceSpec(null, persistence.accessMode(), persistence.volumeSize());
    }

    static Optional<Block> conf(JsonNode configMap) {
        String text = configMap.path("data").path(Keys.NATS_CONF).asText("");
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(NatsConf.parse(text));
        } catch (IllegalArgumentException broken) {
            // Edited into something that no server reads; it counts as lost.
            return Optional.empty();
        }
    }

    private static PersistenceSpec persistence(JsonNode claim) {
        if (claim.isMissingNode()) {
            return null;
        }
        return new PersistenceSpec(
                claim.path("storageClassName").asText(null),
                claim.path("accessModes").path(0).asText(),
                size(claim.path("resources").path("requests").path("storage").asText()));
    }

    /** A text that is no size, or is out of bounds, counts as absent. */
    private static Quantity size(String text) {
        return Quantities.amount(text).isPresent() ? new Quantity(text) : null;
    }

    private static boolean mountsCertificates(JsonNode podSpec) {
        return podSpec.path("volumes").findValues("path").stream()
                .anyMatch(path -> path.asText().equals(Paths.SERVER_CERT));
    }

    private static Optional<SyncInterval> syncInterval(Block conf) {
        Optional<NatsConf> set = conf.block("jetstream").get("sync_interval");
        return set.isEmpty()
                ? Optional.of(SyncInterval.SERVERS_DEFAULT)
                : set.filter(NatsConf.Text.class::isInstance)
                        .flatMap(text -> SyncInterval.running(((NatsConf.Text) text).value()));
    }

    private static Optional<Long> limit(Optional<Block> conf, String key) {
        return number(conf.map(c -> c.block("jetstream")), key);
    }

    private static Optional<Long> number(Optional<Block> block, String key) {
        return block.flatMap(c -> c.get(key))
                .filter(NatsConf.Number.class::isInstance)
                .map(number -> ((NatsConf.Number) number).value());
    }
}
