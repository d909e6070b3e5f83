package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one existing Secret holds. A text that is empty counts as absent.
 *
 * @param texts by the keys of its `data`
 * @param unusable certificates that no server can load with their private keys; only of a server Secret
 * @param bar what keeps its data from being written
 */
public record HeldValues(Map<String, String> texts, Set<CertificateKeys> unusable, WriteBar bar) {

    public HeldValues {
        texts = Map.copyOf(texts);
        unusable = Set.copyOf(unusable);
    }

    /** With certificates that fit, or with none. */
    public HeldValues(Map<String, String> texts) {
        this(texts, Set.of(), WriteBar.NONE);
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

    /** The users whom servers accept as clients; none where that is absent, or cannot be read here. */
    List<Credentials> accepted() {
        return auth().flatMap(AuthConf::allClients).orElse(List.of());
    }

    /** Whether it says whom servers accept in words that a server may know, and that are not read here. */
    boolean isAuthUnreadable() {
        return auth().filter(text -> AuthConf.allClients(text).isEmpty()).isPresent();
    }

    private Optional<String> auth() {
        return text(Keys.AUTH).filter(text -> !text.isBlank());
    }

    /** Certificates of which a part is absent, or that no server can load. */
    public List<CertificateKeys> damagedCertificates() {
        return Stream.of(CertificateKeys.values())
                .filter(group -> unusable.contains(group)
                        || group.all().stream().anyMatch(key -> text(key).isEmpty()))
                .toList();
    }

    @Override
    public String toString() {
        return "HeldValues[...]";
    }
}
