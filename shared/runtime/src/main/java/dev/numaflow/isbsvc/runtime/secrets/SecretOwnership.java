package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;

/**
 * Decides to which service a Secret belongs: by its owner; without one, as for the key Secret that outlives every owner, by its
 * label. One that a user restored by hand has neither: then it is the service's if it has the name and the contents of such a Secret.
 */
public final class SecretOwnership {

    private SecretOwnership() {}

    /** Whether the Secret belongs to the service. @param uid of the service */
    public static boolean isOurs(JsonNode secret, Names names, String uid) {
        if (ObjectMetas.controller(secret).isPresent()) {
            return ObjectMetas.isControlledBy(secret, uid);
        }
        String service = ObjectMetas.label(secret, Labels.SERVICE_NAME);
        return service.equals(names.isbsvcName()) || (service.isEmpty() && holdsWhatItsNameSays(secret, names));
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
