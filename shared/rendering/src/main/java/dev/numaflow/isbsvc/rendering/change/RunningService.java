package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/**
 * How the servers of a service run, read from its live children and never from an old spec.
 *
 * @param persistence null where the data dies with the pod
 * @param maxMemoryStore bytes, where the ConfigMap is there to tell
 * @param maxFileStore bytes, where the ConfigMap is there to tell
 * @param maxPayload bytes, where the ConfigMap is there to tell
 * @param version the images and the command of the pods, under the name by which they were asked for
 */
public record RunningService(
        int replicas,
        PersistenceSpec persistence,
        boolean encrypted,
        boolean tls,
        Optional<Long> maxMemoryStore,
        Optional<Long> maxFileStore,
        Optional<Long> maxPayload,
        Optional<JetStreamVersion> version) {

    /** What remains of a service without pods. */
    RunningService(
            int replicas,
            PersistenceSpec persistence,
            boolean encrypted,
            boolean tls,
            Optional<Long> maxMemoryStore,
            Optional<Long> maxFileStore) {
        this(replicas, persistence, encrypted, tls, maxMemoryStore, maxFileStore, Optional.empty(), Optional.empty());
    }

    /** The same with another number of nodes. */
    RunningService withReplicas(int nodes) {
        return new RunningService(
                nodes, persistence, encrypted, tls, maxMemoryStore, maxFileStore, maxPayload, version);
    }

    /**
     * Reads the live children.
     *
     * @param wanted what the spec asks for, where two of them disagree
     * @param configMap the live ConfigMap; a missing node where it is lost
     * @return a refusal when nothing tells whether the stored data is encrypted: guessing could make it unreadable
     */
    public static Parsed<RunningService> of(JsonNode statefulSet, JsonNode configMap, ValidService wanted) {
        return of(statefulSet, configMap, wanted.spec().encrypted());
    }

    /** What can be read where the spec is refused, to tell what runs instead. */
    public static Optional<RunningService> besideRefused(JsonNode statefulSet, JsonNode configMap) {
        Parsed<RunningService> running = of(statefulSet, configMap, false);
        return running.isGood() ? Optional.of(running.value()) : Optional.empty();
    }

    private static Parsed<RunningService> of(JsonNode statefulSet, JsonNode configMap, boolean encryptionWanted) {
        Optional<Block> conf = conf(configMap);
        Optional<Boolean> encrypted = encrypted(statefulSet, conf, encryptionWanted);
        if (encrypted.isEmpty()) {
            return Parsed.refused(
                    new Violation(
                            "ConfigMap",
                            "none that can be read, and no annotation " + Annotations.ENCRYPTION
                                    + " on the StatefulSet",
                            "one of the two, so that stored data is not made unreadable: annotate the StatefulSet with true or false"));
        }
        JsonNode spec = statefulSet.path("spec");
        return Parsed.of(new RunningService(
                Math.max(
                        spec.path("replicas").asInt(1),
                        conf.map(RunningService::nodes).orElse(0)),
                persistence(spec.path("volumeClaimTemplates").path(0).path("spec")),
                encrypted.get(),
                mountsCertificates(spec.path("template").path("spec")),
                limit(conf, "max_memory_store"),
                limit(conf, "max_file_store"),
                number(conf, "max_payload"),
                version(statefulSet)));
    }

    /**
     * Reads what remains of a service whose StatefulSet is lost while its claims, and so its messages, are still there: from the
     * ConfigMap, or from the marks of claims that were retained.
     *
     * @param configMap the live ConfigMap; a missing node where it is lost as well
     * @param claim one of the claims
     * @return nothing where nobody can tell how the servers ran: then the spec has to be believed
     */
    public static Optional<RunningService> ofRemains(JsonNode configMap, JsonNode claim, ValidService wanted) {
        return conf(configMap).map(conf -> ofConf(conf, claim, wanted)).or(() -> ofMarks(claim, wanted));
    }

    private static RunningService ofConf(Block conf, JsonNode claim, ValidService wanted) {
        Block cluster = conf.block("cluster");
        boolean clustered = conf.get("cluster").isPresent();
        return new RunningService(
                nodes(conf),
                persistence(claim, wanted),
                conf.block("jetstream").get("key").isPresent(),
                clustered
                        ? cluster.get("tls").isPresent()
                        : conf.get("allow_non_tls").isEmpty(),
                limit(Optional.of(conf), "max_memory_store"),
                limit(Optional.of(conf), "max_file_store"));
    }

    /** What servers run with dies with them; how the data lies does not. */
    private static Optional<RunningService> ofMarks(JsonNode claim, ValidService wanted) {
        StoredData data = StoredData.onClaim(claim);
        return data.isKnown()
                ? Optional.of(new RunningService(
                        data.nodes().orElse(wanted.spec().replicasOrDefault()),
                        persistence(claim, wanted),
                        data.encrypted().orElse(wanted.spec().encrypted()),
                        wanted.spec().tlsEnabled(),
                        Optional.empty(),
                        Optional.empty()))
                : Optional.empty();
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

    /** Where the two that tell disagree, the spec decides. */
    private static Optional<Boolean> encrypted(JsonNode statefulSet, Optional<Block> conf, boolean wanted) {
        Optional<Boolean> stored = storedEncryption(statefulSet, conf);
        return stored.isPresent() || notedEncryption(statefulSet).isEmpty() ? stored : Optional.of(wanted);
    }

    /** Said twice, so that an edit of one of the two does not switch encryption; nothing where nobody says it, or they disagree. */
    static Optional<Boolean> storedEncryption(JsonNode statefulSet, Optional<Block> conf) {
        Optional<Boolean> noted = notedEncryption(statefulSet);
        Optional<Boolean> configured = conf.map(RunningService::encrypts);
        return noted.isPresent() && configured.isPresent() && !noted.equals(configured)
                ? Optional.empty()
                : noted.or(() -> configured);
    }

    static Optional<Boolean> notedEncryption(JsonNode object) {
        return Optional.of(object.at("/metadata/annotations")
                        .path(Annotations.ENCRYPTION)
                        .asText())
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf);
    }

    private static boolean encrypts(Block conf) {
        return conf.block("jetstream").get("key").isPresent();
    }

    private static PersistenceSpec persistence(JsonNode claim) {
        if (claim.isMissingNode()) {
            return null;
        }
        return new PersistenceSpec(
                claim.path("storageClassName").asText(null),
                claim.path("accessModes").path(0).asText(),
                new Quantity(
                        claim.path("resources").path("requests").path("storage").asText()));
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

    private static Optional<Long> limit(Optional<Block> conf, String key) {
        return number(conf.map(c -> c.block("jetstream")), key);
    }

    private static Optional<Long> number(Optional<Block> block, String key) {
        return block.flatMap(c -> c.get(key))
                .filter(NatsConf.Number.class::isInstance)
                .map(number -> ((NatsConf.Number) number).value());
    }
}
