package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.settings.SyncInterval;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How the servers of a service run, read from its live children and never from an old spec.
 *
 * @param persistence null where the data dies with the pod
 * @param encryption how the data is encrypted, as far as it is known
 * @param maxMemoryStore bytes, where the ConfigMap is there to tell
 * @param maxFileStore bytes, where the ConfigMap is there to tell
 * @param maxPayload bytes, where the ConfigMap is there to tell
 * @param syncInterval how long a message may be acknowledged before it is on disk, where the ConfigMap is there to tell
 * @param version the images and the command of the pods, under the name by which they were asked for
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

    /** What remains of a service without pods. */
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

    /** Whether the servers have to be started with the key. */
    public boolean encrypted() {
        return encryption.effective();
    }

    /** What is known of how the data is encrypted, to be recorded. */
    EncryptionRecord encryptionRecord() {
        return new EncryptionRecord(encryption.recorded(), encryption.addedKey());
    }

    /**
     * Reads the live children.
     *
     * @param servers what those of so many that answer say of themselves, asked only where it decides
     * @return a refusal when nobody knows whether the stored data is encrypted: guessing could make it unreadable
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
                version(statefulSet));
    }

    /** What is shown as running, where nothing is done by it: no server is asked. */
    public static Optional<RunningService> shown(LiveChildren live) {
        Optional<Block> conf = conf(live.configMap());
        return DataEncryption.shown(live, conf).map(encryption -> read(live, conf, encryption));
    }

    /**
     * Reads what remains of a service whose StatefulSet is lost: from the record, the ConfigMap, and the marks of claims that were
     * retained. Without claims the data is in the pods, and these may outlive a StatefulSet that was deleted without them.
     *
     * @param live without a StatefulSet
     * @param claims that are still there, and so its messages
     * @return a refusal where claims may hold data and nobody knows how it is encrypted; nothing where nothing can be stored
     */
    public static Parsed<Optional<RunningService>> ofRemains(
            LiveChildren live, List<JsonNode> claims, ValidService wanted) {
        Optional<Block> conf = conf(live.configMap());
        return DataEncryption.ofRemains(live, conf, claims)
                .map(known -> known.map(encryption ->
                        claims.isEmpty() ? ofPods(encryption, wanted) : ofClaims(conf, claims, wanted, encryption)));
    }

    /** Of which nothing is known but how its data is encrypted. */
    private static RunningService ofPods(DataEncryption encryption, ValidService wanted) {
        return new RunningService(
                wanted.spec().replicasOrDefault(),
                wanted.spec().persistence(),
                encryption,
                wanted.spec().tlsEnabled(),
                Optional.empty(),
                Optional.empty());
    }

    /** What servers run with dies with them where the ConfigMap is lost as well; how the data lies does not. */
    private static RunningService ofClaims(
            Optional<Block> conf, List<JsonNode> claims, ValidService wanted, DataEncryption encryption) {
        Optional<Integer> marked = claims.stream()
                .flatMap(claim -> StoredData.onClaim(claim).nodes().stream())
                .findFirst();
        return new RunningService(
                conf.map(RunningService::nodes)
                        .or(() -> marked)
                        .orElse(wanted.spec().replicasOrDefault()),
                persistence(claims.get(0), wanted),
                encryption,
                conf.map(RunningService::talksTls).orElse(wanted.spec().tlsEnabled()),
                limit(conf, "max_memory_store"),
                limit(conf, "max_file_store"));
    }

    private static boolean talksTls(Block conf) {
        return conf.get("cluster").isPresent()
                ? conf.block("cluster").get("tls").isPresent()
                : conf.get("allow_non_tls").isEmpty();
    }

    /** The cluster has filled in the claim's storage class, so what the spec says of a volume is not compared. */
    private static PersistenceSpec persistence(JsonNode claim, ValidService wanted) {
        return wanted.spec().persistent() ? wanted.spec().persistence() : withoutClass(claim.path("spec"));
    }

    /** The nodes that know each other. A StatefulSet that was scaled down by hand is no service of fewer nodes. */
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
            // Edited by hand into something no server reads: then it tells nothing, as if it were lost.
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

    /** What is no size, or one beyond all bounds, tells nothing. */
    private static Quantity size(String text) {
        return Quantities.amount(text).isPresent() ? new Quantity(text) : null;
    }

    private static Optional<JetStreamVersion> version(JsonNode statefulSet) {
        JsonNode containers = statefulSet.at("/spec/template/spec/containers");
        return containers.path(0).hasNonNull("image")
                ? Optional.of(new JetStreamVersion(
                        statefulSet
                                .at("/metadata/annotations")
                                .path(Annotations.VERSION)
                                .asText(),
                        containers.path(0).path("image").asText(),
                        containers.path(2).path("image").asText(),
                        containers.path(1).path("image").asText(),
                        containers.path(0).path("command").path(0).asText()))
                : Optional.empty();
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
