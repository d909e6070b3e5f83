package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.HeldValues;
import dev.numaflow.isbsvc.rendering.secrets.RepairNote;
import dev.numaflow.isbsvc.rendering.secrets.SecretContents;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.secrets.WriteBar;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Secrets of one service as they were read or written last. Each write is of exactly what was read: where that has changed, the
 * Secret is read again, and what is written next is decided anew. One that lost its labels or its owner, or was retained of a deleted
 * service of this name, is adopted with its data.
 */
final class SecretStore {

    private final ClusterWriter cluster;
    private final ObjectEdit edit;
    private final ValidService service;
    private final Instant now;
    private final Map<SecretRole, JsonNode> live = new EnumMap<>(SecretRole.class);
    private Optional<String> refusal = Optional.empty();

    SecretStore(ClusterWriter cluster, ValidService service, Instant now) {
        this.cluster = cluster;
        this.edit = new ObjectEdit(cluster);
        this.service = service;
        this.now = now;
    }

    /** Reads all of them. */
    void read() {
        for (SecretRole secret : SecretRole.values()) {
            read(secret);
        }
    }

    private void read(SecretRole secret) {
        keep(secret, cluster.get(ref(secret)));
    }

    Optional<JsonNode> get(SecretRole secret) {
        return Optional.ofNullable(live.get(secret));
    }

    /** Why one of them cannot be read or written, which a retry does not change. */
    Optional<String> refusal() {
        return refusal;
    }

    SecretContents contents() {
        return new SecretContents(held(SecretRole.KEY), held(SecretRole.SERVER), held(SecretRole.CLIENT));
    }

    /** Creates a Secret, unless somebody else has meanwhile. @return whether it was created */
    boolean create(SecretRole secret, Secret fresh) {
        WriteResult written = cluster.create(ObjectMetas.of(fresh));
        if (written instanceof WriteResult.NotFound) {
            refusal = Optional.of("the namespace is gone");
            return false;
        }
        return isDone(secret, written);
    }

    /**
     * Writes some keys of the data, and notes when.
     *
     * @param rendered has what is written
     * @return whether it was written
     */
    boolean repair(SecretRole secret, List<String> keys, Secret rendered) {
        ObjectNode repaired = live.get(secret).deepCopy();
        keys.forEach(
                key -> repaired.withObject("data").put(key, rendered.getData().get(key)));
        repaired.withObject("/metadata/annotations").put(Annotations.REPAIRED, RepairNote.with(repaired, now));
        if (keys.containsAll(CertificateKeys.ofBoth())) {
            repaired.withObject("/metadata/annotations")
                    .put(
                            Annotations.CERTIFICATES_EXPIRE,
                            rendered.getMetadata().getAnnotations().get(Annotations.CERTIFICATES_EXPIRE))
                    .put(
                            Annotations.CERTIFICATES_RENEW,
                            rendered.getMetadata().getAnnotations().get(Annotations.CERTIFICATES_RENEW));
        }
        return replace(secret, repaired);
    }

    /** Gives a Secret that exists our part of its metadata; one that was deleted meanwhile is not there any more. */
    void complete(SecretRole secret, ObjectMeta desired) {
        JsonNode present = live.get(secret);
        if (!SecretMetadata.isWhole(desired, present)) {
            keep(
                    secret,
                    edit.write(
                            present,
                            now -> SecretMetadata.isWhole(desired, now),
                            now -> SecretMetadata.whole(desired, now)));
        }
    }

    /** Deletes the key Secret of a service that is gone: it has no owner, so nothing else would ever delete it. */
    void delete(SecretRole secret) {
        cluster.delete(live.remove(secret));
    }

    /** Writes the whole Secret. @return whether it was unchanged since it was read */
    boolean replace(SecretRole secret, JsonNode changed) {
        return isDone(secret, cluster.replace(changed));
    }

    private boolean isDone(SecretRole secret, WriteResult written) {
        if (written instanceof WriteResult.Done done) {
            keep(secret, Optional.of(done.object()));
            return true;
        }
        if (written instanceof WriteResult.Rejected rejected) {
            refusal = Optional.of(rejected.message());
        } else {
            read(secret);
        }
        return false;
    }

    private void keep(SecretRole secret, Optional<JsonNode> found) {
        if (found.isEmpty()) {
            live.remove(secret);
            return;
        }
        if (!SecretOwnership.isOurs(
                found.get(), service.names(), service.owner().uid())) {
            refusal = Optional.of(ref(secret) + " belongs to somebody else and is left alone");
        }
        live.put(secret, found.get());
    }

    private Optional<HeldValues> held(SecretRole secret) {
        return get(secret).map(found -> {
            Map<String, String> texts = new HashMap<>();
            found.path("data").fieldNames().forEachRemaining(key -> texts.put(key, SecretData.text(found, key)));
            if (secret == SecretRole.KEY
                    && !ObjectMetas.annotation(found, Annotations.ROTATED_CREDENTIALS)
                            .isEmpty()) {
                // Its data cannot be changed, and has the credentials of before.
                texts.remove(Keys.CLIENT_USER);
                texts.remove(Keys.CLIENT_PASSWORD);
            }
            // Nobody reads certificates without TLS.
            boolean read = secret == SecretRole.SERVER && service.tls().mountsCertificates();
            return new HeldValues(texts, read ? UsableCertificates.unusable(texts) : Set.of(), WriteBar.of(found, now));
        });
    }

    /** Whether the data of a Secret that was read may be written. */
    WriteBar bar(JsonNode found) {
        return WriteBar.of(found, now);
    }

    /** The present configuration of accounts; empty where there is none. */
    String auth() {
        return get(SecretRole.SERVER)
                .map(found -> SecretData.text(found, Keys.AUTH))
                .orElse("");
    }

    private ObjectRef ref(SecretRole secret) {
        return new ObjectRef(ObjectKind.SECRET, service.names().namespace(), secret.name(service.names()));
    }
}
