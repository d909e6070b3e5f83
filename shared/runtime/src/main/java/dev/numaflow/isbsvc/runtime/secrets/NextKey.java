package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.SecretContents;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Makes the encryption key of the next names: its Secret first, which records how data will be stored under them, then its copy in the server
 * Secret. One that a run before has made is used; no disk was written under these names yet, so only then its record may be corrected.
 */
@Singleton
public class NextKey {

    private final ClusterWriter cluster;
    private final RandomText random = new RandomText(new SecureRandom());

    @Inject
    public NextKey(ClusterWriter cluster) {
        this.cluster = cluster;
    }

    /** @return whether both Secrets have it; false where somebody else wrote meanwhile, or one of them is not as it has to be */
    public boolean make(ValidService next) {
        Optional<JsonNode> server = get(next, next.names().serverSecret());
        return server.isPresent()
                && key(next)
                        .map(key -> key.path("data").path(Keys.ENCRYPTION).asText())
                        .filter(encoded -> !encoded.isEmpty())
                        .filter(encoded -> isHeld(next, server.get(), encoded))
                        .isPresent();
    }

    private Optional<JsonNode> key(ValidService next) {
        Optional<JsonNode> made = get(next, next.names().keySecret());
        return made.isPresent()
                ? made.filter(key -> SecretOwnership.isOurs(
                                key, next.names(), next.owner().uid()))
                        .flatMap(key -> recorded(next, key))
                : clients(next)
                        .flatMap(clients -> done(cluster.create(ObjectMetas.of(KeySecret.render(
                                next, record(next), random.ofLength(SecretContents.KEY_LENGTH), clients)))));
    }

    private static EncryptionRecord record(ValidService next) {
        return EncryptionRecord.of(next.spec().encrypted());
    }

    private Optional<JsonNode> recorded(ValidService next, JsonNode key) {
        String record = Boolean.toString(next.spec().encrypted());
        if (ObjectMetas.annotation(key, Annotations.ENCRYPTION).equals(record)) {
            return Optional.of(key);
        }
        ObjectNode corrected = key.deepCopy();
        corrected.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, record);
        return done(cluster.replace(corrected));
    }

    /** As the other Secrets have them: the key Secret has them too, so that they survive the loss of the others. */
    private Optional<Credentials> clients(ValidService next) {
        return get(next, next.names().clientSecret())
                .map(secret -> new Credentials(
                        SecretData.text(secret, Keys.CLIENT_USER), SecretData.text(secret, Keys.CLIENT_PASSWORD)))
                .filter(clients ->
                        !clients.user().isEmpty() && !clients.password().isEmpty());
    }

    private boolean isHeld(ValidService next, JsonNode server, String encoded) {
        String key = next.names().encryptionKey();
        if (server.path("data").path(key).asText().equals(encoded)) {
            return true;
        }
        ObjectNode changed = server.deepCopy();
        changed.withObject("data").put(key, encoded);
        return done(cluster.replace(changed)).isPresent();
    }

    private Optional<JsonNode> get(ValidService service, String name) {
        Names names = service.names();
        return cluster.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name));
    }

    private static Optional<JsonNode> done(WriteResult written) {
        return written instanceof WriteResult.Done done ? Optional.of(done.object()) : Optional.empty();
    }
}
