package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/** The encryption key alone, immutable and without owner: it is made before anything else and goes after everything else. */
public final class KeySecret {

    private KeySecret() {}

    public static Secret render(ValidService service, String encryptionKey) {
        return new SecretBuilder()
                .withMetadata(Metadata.withoutOwner(service, service.names().keySecret())
                        .build())
                .withType(SecretData.OPAQUE)
                .withImmutable(true)
                .withData(SecretData.encoded(Map.of(Keys.ENCRYPTION, encryptionKey)))
                .build();
    }
}
