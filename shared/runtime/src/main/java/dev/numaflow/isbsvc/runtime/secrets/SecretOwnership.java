package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;

/**
 * Decides whose a Secret is, by its owner; where it has none, as the key Secret that outlives every owner, its label tells. One that a
 * person put back by hand has neither: then it is the service's if its name says so and it holds what such a Secret holds.
 */
public final class SecretOwnership {

    private SecretOwnership() {}

    /** Whether the Secret belongs to the service. @param uid of the service */
    public static boolean isOurs(JsonNode secret, Names names, String uid) {
        if (ObjectMetas.controller(secret).isPresent()) {
            return ObjectMetas.isControlledBy(secret, uid);
        }
        String service = ObjectMetas.label(secret, Labels.SERVICE_NAME);
        return service.equals(names.service()) || (service.isEmpty() && holdsWhatItsNameSays(secret, names));
    }

    private static boolean holdsWhatItsNameSays(JsonNode secret, Names names) {
        String name = ObjectRef.of(secret).name();
        String key = "";
        if (name.equals(names.keySecret())) {
            key = Keys.ENCRYPTION;
        } else if (name.equals(names.serverSecret())) {
            key = Keys.AUTH;
        } else if (name.equals(names.clientSecret())) {
            key = Keys.CLIENT_PASSWORD;
        }
        return !secret.path("data").path(key).asText().isEmpty();
    }
}
