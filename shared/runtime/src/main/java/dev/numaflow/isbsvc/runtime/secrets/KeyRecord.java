package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.Optional;

/** What the key Secret records about the data, and whether it may be corrected, or belongs to a service that is gone. */
final class KeyRecord {

    private final ClusterView cluster;
    private final ValidService service;
    private final Optional<EncryptionRecord> recorded;

    /** @param recorded how the data is encrypted; nothing where there is no data yet */
    KeyRecord(ClusterView cluster, ValidService service, Optional<EncryptionRecord> recorded) {
        this.cluster = cluster;
        this.service = service;
        this.recorded = recorded;
    }

    /** What the key Secret is to record. */
    EncryptionRecord desired() {
        return recorded.orElseGet(() -> EncryptionRecord.of(service.spec().encrypted()));
    }

    /**
     * Another generation was recorded before anything was stored. A stale run must not correct it: the generation and the servers are
     * checked after the Secret was read, and the write is conditional on that read.
     *
     * @return false where this run is the stale one
     */
    boolean correct(SecretStore secrets) {
        JsonNode keySecret = secrets.get(SecretRole.KEY).orElseThrow();
        if (recorded.isPresent() || SecretMetadata.records(desired().encrypted(), keySecret)) {
            return true;
        }
        boolean isNewest = cluster.get(ObjectRef.of(service.names()))
                .filter(live -> ObjectMetas.generation(live) == service.owner().generation())
                .isPresent();
        if (!isNewest) {
            return false;
        }
        ObjectNode corrected = keySecret.deepCopy();
        corrected
                .withObject("/metadata/annotations")
                .put(Annotations.ENCRYPTION, Boolean.toString(service.spec().encrypted()));
        boolean serversCame =
                cluster.get(ObjectRef.ofStatefulSet(service.names())).isPresent();
        if (serversCame || !secrets.replace(SecretRole.KEY, corrected)) {
            throw new ConflictException(ObjectRef.of(keySecret));
        }
        return true;
    }

    /** Whether the pods are those that Numaflow's controller made: they load no other certificates while they run. */
    boolean arePodsAdopted() {
        return cluster.get(ObjectRef.ofStatefulSet(service.names()))
                .filter(servers -> !Running.arePodsOurs(servers))
                .isPresent();
    }

    /** Whether `deletion` has removed the finalizer since the service was read: it does not read a key any more. */
    boolean isOfNobody() {
        return cluster.get(ObjectRef.of(service.names()))
                .filter(live -> ObjectMetas.uid(live).equals(service.owner().uid()))
                .filter(live -> !ObjectMetas.isDeleting(live) || ObjectMetas.waitsForUs(live))
                .isEmpty();
    }
}
