package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The one object that `repair` writes: a Lease in the functions' namespace, which outlives every process of ours. */
@Singleton
class RepairLease {

    static final String NAME = "isbsvc-repair";

    private static final Logger LOG = Logger.getLogger(RepairLease.class);

    private final Cluster cluster;
    private final ObjectRef ref;

    @Inject
    RepairLease(
            Cluster cluster,
            @ConfigProperty(name = "isbsvc.namespace", defaultValue = "isbsvc-system") String namespace) {
        this.cluster = cluster;
        this.ref = new ObjectRef(ObjectKind.LEASE, namespace, NAME);
    }

    /** The live Lease; nothing before the first tick. */
    Optional<JsonNode> live() {
        return cluster.get(ref);
    }

    /** Changes it, or creates it where it is missing. Where that is refused, the Lease grows stale, which raises the alarm. */
    void write(Consumer<ObjectNode> change) {
        OptimisticUpdate.of(ref, () -> {
            Optional<JsonNode> live = live();
            ObjectNode next = live.map(JsonNode::<ObjectNode>deepCopy).orElseGet(() -> ObjectMetas.named(ref));
            change.accept(next);
            WriteResult written = live.isPresent() ? cluster.replace(next) : cluster.create(next);
            if (written instanceof WriteResult.Rejected rejected) {
                LOG.warn(rejected.message());
                return Optional.of(written);
            }
            if (live.isEmpty() && written instanceof WriteResult.NotFound) {
                LOG.warnf("%s cannot be made: its namespace is not there", ref);
                return Optional.of(written);
            }
            return Optional.of(written).filter(WriteResult.Done.class::isInstance);
        });
    }
}
