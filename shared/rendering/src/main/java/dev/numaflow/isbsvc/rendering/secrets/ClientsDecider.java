package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.List;
import java.util.Optional;

/**
 * Decides with which credentials clients connect. Three Secrets have them: the server Secret says whom servers accept, the client
 * Secret what vertex pods read when they start, the key Secret what was made first. Where two of them agree, the third is damaged.
 * Where there are two and they differ, nothing shows what running vertex pods hold, and none is written. What servers accept may be
 * written in a way that is not read here: then it is left alone, and what clients hold counts.
 */
final class ClientsDecider {

    private static final String KEYS = Keys.CLIENT_USER + "` and `" + Keys.CLIENT_PASSWORD;

    private final Names names;
    private final List<Credentials> accepted;
    private final boolean isUnreadable;
    private final Optional<Credentials> client;
    private final Optional<Credentials> key;

    ClientsDecider(Names names, SecretContents live) {
        this.names = names;
        this.accepted = live.server().map(HeldValues::accepted).orElse(List.of());
        this.isUnreadable = live.server().filter(HeldValues::isAuthUnreadable).isPresent();
        this.client = live.client().flatMap(HeldValues::clients);
        this.key = live.key().flatMap(HeldValues::clients);
    }

    /** Why nothing shows it; nothing where it is known, or where it was lost with all three. */
    Optional<String> disagreement() {
        if (isUnreadable) {
            return client.isPresent()
                    ? Optional.empty()
                    : Optional.of("`" + KEYS + "` of Secret " + names.clientSecret() + " are lost, and `" + Keys.AUTH
                            + "` of Secret " + names.serverSecret()
                            + " cannot be read here, which shows whom the servers accept: restore Secret "
                            + names.clientSecret() + ", or correct `" + Keys.AUTH
                            + "`, or remove that key, which is made again");
        }
        if (accepted.isEmpty()) {
            return client.isPresent() && key.isPresent() && !client.equals(key)
                    ? Optional.of(
                            "Secrets " + names.clientSecret() + " and " + names.keySecret() + " differ in `" + KEYS
                                    + "`, and `" + Keys.AUTH + "` of Secret " + names.serverSecret()
                                    + ", which shows whom the servers accept, is lost: restore that, or delete Secret "
                                    + names.clientSecret() + ", which is made again from Secret " + names.keySecret())
                    : Optional.empty();
        }
        if (client.isEmpty() && key.isEmpty()) {
            return known().isPresent()
                    ? Optional.empty()
                    : Optional.of("`" + KEYS + "` are lost, and `" + Keys.AUTH + "` of Secret " + names.serverSecret()
                            + " has only hashes of passwords: restore Secret " + names.clientSecret());
        }
        return known().isPresent()
                ? Optional.empty()
                : Optional.of("`" + Keys.AUTH + "` of Secret " + names.serverSecret() + " has no user with `" + KEYS
                        + "` of Secret " + present()
                        + ", and no third Secret shows which is right: correct one of the two");
    }

    private String present() {
        return client.isPresent() && key.isPresent()
                ? names.clientSecret() + " or of Secret " + names.keySecret()
                : client.isPresent() ? names.clientSecret() : names.keySecret();
    }

    /** The credentials, where one Secret alone has them or two agree. */
    Optional<Credentials> known() {
        if (accepted.isEmpty()) {
            return client.or(() -> key);
        }
        if (client.isEmpty() && key.isEmpty()) {
            return accepted.stream().filter(AuthConf::isPlain).findFirst();
        }
        Optional<Credentials> confirmed = client.filter(this::isAccepted).or(() -> key.filter(this::isAccepted));
        return confirmed.or(() -> client.filter(held -> key.filter(held::equals).isPresent()));
    }

    /** Whether servers accept them as soon as they have loaded the server Secret, or nothing says that they do not. */
    boolean isAccepted(Credentials credentials) {
        return isUnreadable || AuthConf.accepts(accepted, credentials);
    }
}
