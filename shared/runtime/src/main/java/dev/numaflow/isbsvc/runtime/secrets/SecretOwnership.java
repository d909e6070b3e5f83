package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Trees;

/** Decides whose a Secret is, by its owner; the key Secret outlives every owner, so there its label tells. */
public final class SecretOwnership {

    private SecretOwnership() {}

    /** Whether the Secret belongs to the service. @param uid of the service */
    public static boolean isOurs(JsonNode secret, Names names, String uid) {
        return Trees.controller(secret).isPresent()
                ? Trees.isControlledBy(secret, uid)
                : Trees.label(secret, Labels.SERVICE_NAME).equals(names.service());
    }
}
