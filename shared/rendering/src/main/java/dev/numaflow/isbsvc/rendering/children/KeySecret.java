package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/**
 * What must not be lost with the other Secrets: the encryption key, and what running clients log in with. Immutable and without
 * owner: it is made before anything else and goes after everything else.
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
     * The metadata that is ours; no owner, so that no cascade removes it. It records how the data is encrypted: of all objects of a
     * service this is the one that nobody but us ever writes.
     */
    public static ObjectMeta metadata(ValidService service, EncryptionRecord record) {
        return Metadata.withoutOwner(service, service.names().keySecret())
                .addToAnnotations(record.annotations())
                .build();
    }
}
