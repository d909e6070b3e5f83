package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/** The Secret with which clients connect. */
public final class ClientSecret {

    private ClientSecret() {}

    /**
     * @param serverAuth the value under {@link Keys#AUTH} of the live server Secret
     * @throws IllegalArgumentException when that value names no user for clients
     */
    public static Secret render(ValidService service, String serverAuth) {
        return render(service, AuthConf.credentials(serverAuth));
    }

    /** With credentials that the servers accept. */
    public static Secret render(ValidService service, AuthConf.Credentials credentials) {
        return new SecretBuilder()
                .withMetadata(metadata(service))
                .withType(SecretData.OPAQUE)
                .withData(SecretData.encoded(
                        Map.of(Keys.CLIENT_USER, credentials.user(), Keys.CLIENT_PASSWORD, credentials.password())))
                .build();
    }

    /** The metadata that this operator sets. */
    public static ObjectMeta metadata(ValidService service) {
        return Metadata.of(service, service.names().clientSecret());
    }
}
