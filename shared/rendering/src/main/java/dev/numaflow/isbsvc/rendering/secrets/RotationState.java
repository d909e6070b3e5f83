package dev.numaflow.isbsvc.rendering.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a rotation of the clients' credentials is, as the live Secrets show it.
 *
 * @param isAsked whether the user asks for one that has not begun yet
 * @param isUnderWay whether servers accept two users
 * @param before the user of before; only while it is under way
 * @param client with which clients connect that start now
 * @param accepted the users whom servers accept, in their order; empty where that cannot be read here
 */
public record RotationState(
        boolean isAsked,
        boolean isUnderWay,
        Optional<String> before,
        Optional<Credentials> client,
        List<Credentials> accepted) {

    public RotationState {
        accepted = List.copyOf(accepted);
    }

    /**
     * Reads it.
     *
     * @param request the value of the user's annotation; empty where nothing was ever asked for
     * @param server the server Secret
     * @param client the client Secret
     * @param key the key Secret, which remembers the last request where the server Secret was made again; a missing node where there is none
     */
    public static RotationState of(String request, JsonNode server, JsonNode client, JsonNode key) {
        JsonNode annotations = server.at("/metadata/annotations");
        boolean isUnderWay = annotations.has(Annotations.ROTATING_CREDENTIALS);
        String user = SecretData.text(client, Keys.CLIENT_USER);
        return new RotationState(
                !request.isBlank()
                        && !isUnderWay
                        && Stream.of(server, key).noneMatch(secret -> secret.at("/metadata/annotations")
                                .path(Annotations.ROTATED_CREDENTIALS)
                                .asText()
                                .equals(mark(request))),
                isUnderWay,
                Optional.of(SecretData.text(server, Keys.USER_BEFORE)).filter(name -> isUnderWay && !name.isEmpty()),
                Optional.of(new Credentials(user, SecretData.text(client, Keys.CLIENT_PASSWORD)))
                        .filter(credentials -> !user.isEmpty()),
                AuthConf.allClients(SecretData.text(server, Keys.AUTH)).orElse(List.of()));
    }

    /** How a request is remembered: its text may be of any length. */
    public static String mark(String request) {
        return Digest.sha256(request);
    }

    /** The credentials of afterwards: the last user that servers accept. */
    Optional<Credentials> after() {
        return before.flatMap(user -> Optional.ofNullable(accepted.isEmpty() ? null : accepted.get(accepted.size() - 1))
                .filter(last -> !last.user().equals(user)));
    }

    /** Whether servers accept what clients read. */
    boolean isConsistent() {
        return client.filter(held -> AuthConf.accepts(accepted, held)).isPresent();
    }

    @Override
    public String toString() {
        return "RotationState[...]";
    }
}
