package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/**
 * The Secret that must survive the loss of the others: the encryption key and the credentials of running clients. Immutable and
 * without an owner; it is created before every other child and deleted after them.
 */
public final class KeySecret {

    private KeySecret() {}

    /** @param record how the data is stored, or will be */
    public static Secret render(
            ValidService service, EncryptionRecord record, String encryptionKey, AuthConf.Credentials clients) {
        return new SecretBuilder()
                .withMetadata(metadata(service, record))
                .withType(SecretData.OPAQUE)
                .withImmutable(true)
                .withData(SecretData.encoded(Map.of(
                        Keys.ENCRYPTION, encryptionKey,
                        Keys.CLIENT_USER, clients.user(),
                        Keys.CLIENT_PASSWORD, clients.password())))
                .build();
    }

    /**
     * The metadata that this operator sets; without an owner, so that garbage collection never deletes it. It records how the data
     * is encrypted, because only the operator writes this object.
     */
    public static ObjectMeta metadata(ValidService service, EncryptionRecord record) {
        return Metadata.withoutOwner(service, service.names().keySecret())
                .addToAnnotations(record.annotations())
                .build();
    }
}
