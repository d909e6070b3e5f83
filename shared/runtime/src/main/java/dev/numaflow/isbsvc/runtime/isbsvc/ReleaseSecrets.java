package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Deletions;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether Numaflow's controller could go on with the Secrets of a service. Where one of its two is missing it deletes the other and
 * makes both anew, with another encryption key.
 */
final class ReleaseSecrets {

    /** What servers may read of theirs; whether there is TLS or not, its controller made all of it. */
    private static final List<String> OF_SERVERS = Stream.concat(
                    Stream.of(Keys.AUTH, Keys.ENCRYPTION), CertificateKeys.ofBoth().stream())
            .toList();

    private static final List<String> OF_CLIENTS = List.of(Keys.CLIENT_USER, Keys.CLIENT_PASSWORD);

    private ReleaseSecrets() {}

    /** Why it could not; never what is in them. Of a listing without data only their presence counts. */
    static Optional<String> obstacle(ClusterView objects, Names names) {
        Optional<JsonNode> server = secret(objects, names, names.serverSecret());
        Optional<JsonNode> client = secret(objects, names, names.clientSecret());
        Optional<JsonNode> key = secret(objects, names, names.keySecret());
        return Stream.of(
                        missing(names.serverSecret(), server, OF_SERVERS),
                        missing(names.clientSecret(), client, OF_CLIENTS),
                        otherKey(names, server, key))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What becomes of what Numaflow's Jobs delete. */
    static Deletions deletions(ClusterView objects, Names names) {
        return secret(objects, names, names.serverSecret())
                .map(server -> Deletions.of(SecretData.text(server, Keys.AUTH)))
                .orElse(Deletions.DELETE);
    }

    /** Whether servers are between two authorities of certificates. */
    static boolean isChangingAuthority(ClusterView objects, Names names) {
        return secret(objects, names, names.serverSecret())
                .filter(server -> !ObjectMetas.annotation(server, Annotations.CERTIFICATES_STEP)
                        .isEmpty())
                .isPresent();
    }

    private static Optional<String> missing(String name, Optional<JsonNode> secret, List<String> keys) {
        if (secret.isEmpty()) {
            return Optional.of("Secret " + name
                    + " does not exist, and Numaflow's controller would make new ones, with another key");
        }
        JsonNode data = secret.get().path("data");
        return data.isMissingNode()
                ? Optional.empty()
                : keys.stream()
                        .filter(key -> !data.hasNonNull(key))
                        .findFirst()
                        .map(key -> "Secret " + name + " has no " + key);
    }

    private static Optional<String> otherKey(Names names, Optional<JsonNode> server, Optional<JsonNode> key) {
        Optional<String> used = value(server);
        Optional<String> kept = value(key);
        return used.isPresent() && kept.isPresent() && !used.equals(kept)
                ? Optional.of(
                        "Secret " + names.serverSecret() + " has another encryption key than " + names.keySecret())
                : Optional.empty();
    }

    private static Optional<String> value(Optional<JsonNode> secret) {
        return secret.map(each -> each.path("data").path(Keys.ENCRYPTION).asText())
                .filter(text -> !text.isEmpty());
    }

    private static Optional<JsonNode> secret(ClusterView objects, Names names, String name) {
        return objects.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name));
    }
}
