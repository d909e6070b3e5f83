package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashMap;
import java.util.Map;

/** The Secret that only the servers read: accounts, the encryption key, certificates. Always complete, whichever features are on. */
public final class ServerSecret {

    private ServerSecret() {}

    public static Secret render(ValidService service, ServerMaterial material) {
        return render(service, material, "");
    }

    /**
     * @param auth the present value under {@link Keys#AUTH}: it stays, and where it can be read, the material's clients are accepted
     *     too
     */
    public static Secret render(ValidService service, ServerMaterial material, String auth) {
        Map<String, String> texts = new HashMap<>(Map.of(
                Keys.AUTH,
                AuthConf.accepting(auth, material, service.tls().isServed()),
                service.names().encryptionKey(),
                material.encryptionKey(),
                Keys.PRIVATE_KEY,
                material.client().privateKey(),
                Keys.CERT,
                material.client().cert(),
                Keys.CA_CERT,
                material.client().caCert(),
                Keys.CLUSTER_PRIVATE_KEY,
                material.cluster().privateKey(),
                Keys.CLUSTER_CERT,
                material.cluster().cert(),
                Keys.CLUSTER_CA_CERT,
                material.cluster().caCert()));
        Map<String, String> notes = new HashMap<>();
        notes.put(Annotations.CERTIFICATES_EXPIRE, material.expires().toString());
        material.authority().ifPresent(authority -> {
            texts.put(Keys.AUTHORITY_PRIVATE_KEY, authority.privateKey());
            texts.put(Keys.AUTHORITY_CERT, authority.cert());
            notes.put(Annotations.CERTIFICATES_RENEW, authority.renew().toString());
        });
        return new SecretBuilder()
                .withMetadata(metadata(service))
                .editMetadata()
                .addToAnnotations(notes)
                .endMetadata()
                .withType(SecretData.OPAQUE)
                .withData(SecretData.encoded(texts))
                .build();
    }

    /** The metadata that this operator sets. */
    public static ObjectMeta metadata(ValidService service) {
        return Metadata.of(service, service.names().serverSecret());
    }
}
