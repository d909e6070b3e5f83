package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one existing Secret holds. A text that is empty counts as absent.
 *
 * @param texts by the keys of its `data`
 * @param unusable certificates that no server can load with their private keys; only of a server Secret
 */
public record HeldValues(Map<String, String> texts, Set<CertificateKeys> unusable) {

    public HeldValues {
        texts = Map.copyOf(texts);
        unusable = Set.copyOf(unusable);
    }

    /** With certificates that fit, or with none. */
    public HeldValues(Map<String, String> texts) {
        this(texts, Set.of());
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(texts.get(key)).filter(text -> !text.isEmpty());
    }

    Optional<String> encryptionKey() {
        return text(Keys.ENCRYPTION);
    }

    /** User and password; nothing where one of the two is absent. */
    Optional<Credentials> clients() {
        return text(Keys.CLIENT_USER)
                .flatMap(user -> text(Keys.CLIENT_PASSWORD).map(password -> new Credentials(user, password)));
    }

    boolean hasPartOfClients() {
        return text(Keys.CLIENT_USER).isPresent() != text(Keys.CLIENT_PASSWORD).isPresent();
    }

    /** The users whom servers accept as clients; none where they cannot load the text. */
    List<Credentials> accepted() {
        try {
            return text(Keys.AUTH).map(AuthConf::clients).orElse(List.of());
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return "HeldValues[...]";
    }
}
