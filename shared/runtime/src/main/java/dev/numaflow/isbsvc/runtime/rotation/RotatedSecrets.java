package dev.numaflow.isbsvc.runtime.rotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;

/** The Secrets of a service as they are after a step of a rotation; what the step does not concern stays byte for byte. */
final class RotatedSecrets {

    private static final String ANNOTATIONS = "/metadata/annotations";

    private RotatedSecrets() {}

    /** The server Secret with another user beside the present one. @param mark of the request */
    static ObjectNode withUser(JsonNode server, String mark, String before, Credentials another) {
        ObjectNode changed = server.deepCopy();
        put(changed, Keys.AUTH, AuthConf.with(auth(server), another).orElseThrow());
        put(changed, Keys.USER_BEFORE, before);
        changed.withObject(ANNOTATIONS).put(Annotations.ROTATING_CREDENTIALS, mark);
        return changed;
    }

    /** The client Secret with other credentials. */
    static ObjectNode withClients(JsonNode client, Credentials clients) {
        ObjectNode changed = client.deepCopy();
        put(changed, Keys.CLIENT_USER, clients.user());
        put(changed, Keys.CLIENT_PASSWORD, clients.password());
        return changed;
    }

    /** The server Secret without the user of before: what was asked for is done. */
    static ObjectNode withoutUser(JsonNode server, String before) {
        ObjectNode changed = ended(server);
        put(changed, Keys.AUTH, AuthConf.without(auth(server), before).orElseThrow());
        return rotated(changed, server);
    }

    /** The server Secret as if no rotation were under way. */
    static ObjectNode ended(JsonNode server) {
        ObjectNode changed = server.deepCopy();
        changed.withObject("data").remove(Keys.USER_BEFORE);
        changed.withObject(ANNOTATIONS).remove(Annotations.ROTATING_CREDENTIALS);
        return changed;
    }

    /** The key Secret, whose data cannot be changed, with a note that its credentials are those of before. */
    static ObjectNode outdated(JsonNode key, JsonNode server) {
        return rotated(key.deepCopy(), server);
    }

    /** With the request that is under way noted as carried out. */
    private static ObjectNode rotated(ObjectNode secret, JsonNode server) {
        secret.withObject(ANNOTATIONS)
                .put(Annotations.ROTATED_CREDENTIALS, ObjectMetas.annotation(server, Annotations.ROTATING_CREDENTIALS));
        return secret;
    }

    private static String auth(JsonNode server) {
        return SecretData.text(server, Keys.AUTH);
    }

    private static void put(ObjectNode secret, String key, String text) {
        secret.withObject("data").put(key, SecretData.encoded(text));
    }
}
