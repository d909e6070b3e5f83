package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.settings.SyncInterval;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How a service runs, as observed on its live children, never on an old spec.
 *
 * @param replicas as many as are asked for and as have routes; 1 where the only server stands alone: whatever else somebody has
 *     started stands alone as well, and the first one would delete its streams with a cluster
 * @param persistence empty where the data is lost with the pod
 * @param encryption how the data is encrypted, as far as known
 * @param tls how the servers use it
 * @param limits what the servers have read from the ConfigMap, where it exists
 * @param version the images and the command of the pods, under the version that was requested; empty without pods
 */
public record ObservedService(
        int replicas,
        Optional<PersistenceSpec> persistence,
        DataEncryption encryption,
        TlsMode tls,
        Limits limits,
        Optional<JetStreamVersion> version) {

    /**
     * Settings of the servers.
     *
     * @param maxMemoryStore bytes
     * @param maxFileStore bytes
     * @param maxPayload bytes
     * @param syncInterval how long a message may be acknowledged before it is on disk
     */
    record Limits(
            Optional<Long> maxMemoryStore,
            Optional<Long> maxFileStore,
            Optional<Long> maxPayload,
            Optional<SyncInterval> syncInterval) {

        static final Limits UNKNOWN =
                new Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Limits of(Block conf) {
            return new Limits(
                    LiveConf.maxMemoryStore(conf),
                    LiveConf.maxFileStore(conf),
                    LiveConf.maxPayload(conf),
                    LiveConf.syncInterval(conf));
        }

        /** Without servers only the limits of the stores count: these bound what is stored. */
        Limits ofStores() {
            return new Limits(maxMemoryStore, maxFileStore, Optional.empty(), Optional.empty());
        }
    }

    /** The same with another number of nodes. */
    ObservedService withReplicas(int nodes) {
        return new ObservedService(nodes, persistence, encryption, tls, limits, version);
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
    public static Parsed<ObservedService> of(LiveChildren live, IntFunction<List<ServerRun>> servers) {
        Optional<Block> conf = LiveConf.read(live.configMap());
        return DataEncryption.of(live, conf, servers).map(encryption -> of(live.statefulSet(), conf, encryption));
    }

    /** A configuration that has lost its cluster to an edit makes no single node of several: these were rendered for more. */
    private static boolean isAlone(JsonNode statefulSet, Optional<Block> conf) {
        boolean isWithoutCluster =
                conf.filter(block -> !LiveConf.isAlone(block)).isEmpty();
        return isWithoutCluster
                && RenderedFrom.nodes(statefulSet).map(nodes -> nodes == 1).orElse(conf.isPresent());
    }

    /** For display only: no server is queried. */
    public static Optional<ObservedService> shown(LiveChildren live) {
        Optional<Block> conf = LiveConf.read(live.configMap());
        return DataEncryption.shown(live, conf).map(encryption -> of(live.statefulSet(), conf, encryption));
    }

    private static ObservedService of(JsonNode statefulSet, Optional<Block> conf, DataEncryption encryption) {
        JsonNode spec = statefulSet.path("spec");
        return new ObservedService(
                isAlone(statefulSet, conf)
                        ? 1
                        : Math.max(
                                spec.path("replicas").asInt(1),
                                conf.map(LiveConf::nodes).orElse(0)),
                LiveClaim.persistence(claimTemplate(statefulSet)),
                encryption,
                tls(statefulSet, conf),
                conf.map(Limits::of).orElse(Limits.UNKNOWN),
                JetStreamVersion.of(statefulSet));
    }

    /** The spec that new claims get; a missing node where there are none. */
    static JsonNode claimTemplate(JsonNode statefulSet) {
        return statefulSet.at("/spec/volumeClaimTemplates").path(0).path("spec");
    }

    /**
     * Where the record of a change that is under way was lost, servers that accept clients without TLS count as in a mode in which these are
     * told to connect so.
     */
    private static TlsMode tls(JsonNode statefulSet, Optional<Block> conf) {
        return RenderedFrom.tls(statefulSet).orElseGet(() -> {
            boolean mounts = mountsCertificates(statefulSet.at("/spec/template/spec"));
            return mounts ? conf.flatMap(LiveConf::modeBetween).orElse(TlsMode.REQUIRED) : TlsMode.OFF;
        });
    }

    /** Whether the servers of a StatefulSet load TLS, whatever a spec or a status says. */
    public static boolean servesTls(JsonNode statefulSet) {
        return RenderedFrom.tls(statefulSet)
                .map(TlsMode::isServed)
                .orElseGet(() -> mountsCertificates(statefulSet.at("/spec/template/spec")));
    }

    private static boolean mountsCertificates(JsonNode podSpec) {
        return podSpec.path("volumes").findValues("path").stream()
                .anyMatch(path -> path.asText().equals(Paths.SERVER_CERT));
    }

    /**
     * Reads a service whose StatefulSet is lost: from the record, the ConfigMap, and the annotations of retained claims. Without
     * claims the data is in the pods, which may outlive a StatefulSet that was deleted with orphan propagation.
     *
     * @param live without a StatefulSet
     * @param claims that still exist, and with them its messages
     * @return a refusal where claims may hold data of unknown encryption; empty where nothing can be stored
     */
    public static Parsed<Optional<ObservedService>> withoutServers(
            LiveChildren live, List<JsonNode> claims, ValidService desired) {
        Optional<Block> conf = LiveConf.read(live.configMap());
        return DataEncryption.withoutServers(live, conf, claims)
                .map(known -> known.map(encryption ->
                        claims.isEmpty() ? ofPods(encryption, desired) : ofClaims(live, claims, desired, encryption)));
    }

    /** A service of which only the encryption is known. */
    private static ObservedService ofPods(DataEncryption encryption, ValidService desired) {
        return new ObservedService(
                desired.spec().replicasOrDefault(),
                Optional.ofNullable(desired.spec().persistence()),
                encryption,
                desired.tls(),
                Limits.UNKNOWN,
                Optional.empty());
    }

    /** Without the ConfigMap, the settings of the servers are lost; the claims still show how the data is stored. */
    private static ObservedService ofClaims(
            LiveChildren live, List<JsonNode> claims, ValidService desired, DataEncryption encryption) {
        Optional<Block> conf = LiveConf.read(live.configMap());
        Optional<Integer> marked = claims.stream()
                .flatMap(claim -> StoredData.onClaim(claim).nodes().stream())
                .findFirst();
        return new ObservedService(
                conf.map(LiveConf::nodes).or(() -> marked).orElse(desired.spec().replicasOrDefault()),
                Optional.of(persistence(claims.get(0), desired)),
                encryption,
                RenderedFrom.tls(live.configMap())
                        .or(() -> conf.flatMap(LiveConf::tls)
                                .map(tls -> tls
                                        ? conf.flatMap(LiveConf::modeBetween).orElse(TlsMode.REQUIRED)
                                        : TlsMode.OFF))
                        .or(() -> recordedTls(live.configMap(), desired))
                        .orElse(desired.tls()),
                conf.map(Limits::of).orElse(Limits.UNKNOWN).ofStores(),
                Optional.empty());
    }

    /** How the servers used TLS when their configuration was last written. */
    private static Optional<TlsMode> recordedTls(JsonNode configMap, ValidService desired) {
        String record = configMap
                .at("/metadata/annotations")
                .path(Annotations.RENDERED_FROM)
                .asText();
        return RenderedFrom.read(record, desired.names(), desired.owner().uid()).map(ValidService::tls);
    }

    /** The cluster has filled in the claim's storage class, so the spec's volume is not compared. */
    private static PersistenceSpec persistence(JsonNode claim, ValidService desired) {
        return desired.spec().persistent() ? desired.spec().persistence() : LiveClaim.withoutClass(claim.path("spec"));
    }
}
