package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps the Secrets of one service: made when absent, never written again. What is read after a conflict is what counts. */
final class SecretStore {

    /** A Secret that is there, or why it cannot be. */
    sealed interface Kept {

        record There(JsonNode secret, boolean made) implements Kept {

            /** The text under a key; empty where it is absent. */
            String text(String key) {
                String encoded = secret.path("data").path(key).asText();
                return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            }
        }

        record Refused(String why) implements Kept {}
    }

    private final Cluster cluster;
    private final ValidService service;

    SecretStore(Cluster cluster, ValidService service) {
        this.cluster = cluster;
        this.service = service;
    }

    /** The Secret as it stands, if it does. */
    Optional<Kept> find(String name) {
        return cluster.get(ref(name)).map(live -> judged(live, false));
    }

    /** The Secret as it stands; made from {@code fresh} where it does not. */
    Kept findOrMake(String name, Supplier<Secret> fresh) {
        for (int look = 0; look < Contended.LOOKS; look++) {
            Optional<Kept> found = find(name);
            if (found.isPresent()) {
                return found.get();
            }
            Written written = cluster.create(Trees.of(fresh.get()));
            if (written instanceof Written.Done done) {
                return judged(done.object(), true);
            }
            if (written instanceof Written.Rejected rejected) {
                return new Kept.Refused(rejected.message());
            }
            if (written instanceof Written.NotFound) {
                return new Kept.Refused("the namespace is gone");
            }
        }
        throw new Contended(ref(name));
    }

    private Kept judged(JsonNode live, boolean made) {
        return SecretOwnership.isOurs(live, service.names(), service.owner().uid())
                ? new Kept.There(live, made)
                : new Kept.Refused(ObjectRef.of(live) + " belongs to somebody else and is left alone");
    }

    private ObjectRef ref(String name) {
        return new ObjectRef(ObjectKind.SECRET, service.names().namespace(), name);
    }
}
