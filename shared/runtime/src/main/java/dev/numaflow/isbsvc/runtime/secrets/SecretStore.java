package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Manages the Secrets of one service: created when absent, their data never written again. After a conflict, the Secret as read again
 * counts. One that lost its labels or its owner, or was retained of a deleted service of this name, is adopted with its data.
 */
final class SecretStore {

    /** A Secret that exists, or why it cannot. */
    sealed interface StoredSecret {

        record There(JsonNode secret, boolean made) implements StoredSecret {

            /** The text under a key; empty where it is absent. */
            String text(String key) {
                return SecretData.text(secret, key);
            }
        }

        record Refused(String why) implements StoredSecret {}
    }

    /** A Secret that must exist. @param metadata our part of it; @param fresh what is created where there is none */
    record DesiredSecret(ObjectMeta metadata, Supplier<Secret> fresh) {

        private String name() {
            return metadata.getName();
        }
    }

    private final ClusterWriter cluster;
    private final ObjectEdit edit;
    private final ValidService service;

    /** Those that were not there when they were read. Creating one shows whether that is still so. */
    private final Set<String> absent = new HashSet<>();

    SecretStore(ClusterWriter cluster, ValidService service) {
        this.cluster = cluster;
        this.edit = new ObjectEdit(cluster);
        this.service = service;
    }

    /** The live Secret, if it exists. */
    Optional<StoredSecret> find(String name) {
        if (absent.contains(name)) {
            return Optional.empty();
        }
        Optional<JsonNode> live = cluster.get(ref(name));
        if (live.isEmpty()) {
            absent.add(name);
        }
        return live.map(found -> stored(found, false));
    }

    /** The live Secret, with our metadata; created where there is none. */
    StoredSecret findOrMake(DesiredSecret desired) {
        return OptimisticUpdate.of(
                ref(desired.name()),
                () -> find(desired.name()).flatMap(kept -> whole(desired, kept)).or(() -> create(desired)));
    }

    /** Nothing means that somebody else created it meanwhile. */
    private Optional<StoredSecret> create(DesiredSecret desired) {
        WriteResult written = cluster.create(ObjectMetas.of(desired.fresh().get()));
        absent.remove(desired.name());
        if (written instanceof WriteResult.Done done) {
            return Optional.of(stored(done.object(), true));
        }
        if (written instanceof WriteResult.Rejected rejected) {
            return Optional.of(new StoredSecret.Refused(rejected.message()));
        }
        return written instanceof WriteResult.NotFound
                ? Optional.of(new StoredSecret.Refused("the namespace is gone"))
                : Optional.empty();
    }

    /** Nothing means that it was deleted meanwhile. */
    private Optional<StoredSecret> whole(DesiredSecret desired, StoredSecret kept) {
        return kept instanceof StoredSecret.There there
                ? edit.write(
                                there.secret(),
                                live -> SecretMetadata.isWhole(desired.metadata(), live),
                                live -> SecretMetadata.whole(desired.metadata(), live))
                        .map(live -> new StoredSecret.There(live, false))
                : Optional.of(kept);
    }

    private StoredSecret stored(JsonNode live, boolean made) {
        return SecretOwnership.isOurs(live, service.names(), service.owner().uid())
                ? new StoredSecret.There(live, made)
                : new StoredSecret.Refused(ObjectRef.of(live) + " belongs to somebody else and is left alone");
    }

    private ObjectRef ref(String name) {
        return new ObjectRef(ObjectKind.SECRET, service.names().namespace(), name);
    }
}
