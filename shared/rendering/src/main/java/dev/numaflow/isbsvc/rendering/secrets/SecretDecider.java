package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Complete;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Create;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Disagree;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Left;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Lost;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides the next step that brings the Secrets of a service to one consistent set, from what exists alone (invariants 7 and 8). A
 * Secret is written only with what the others prove, and never deleted. The key Secret is created first and repaired last.
 */
public final class SecretDecider {

    /** Numaflow's keys; ours are longer. */
    private static final int SHORTEST_KEY = 12;

    private final Names names;
    private final SecretContents live;
    private final SecretUse use;
    private final ClientsDecider clients;

    private SecretDecider(Names names, SecretContents live, SecretUse use) {
        this.names = names;
        this.live = live;
        this.use = use;
        this.clients = new ClientsDecider(names, live);
    }

    /** The next step; after it, what exists decides again. */
    public static SecretDecision decide(Names names, SecretContents live, SecretUse use) {
        return new SecretDecider(names, live, use).decide();
    }

    private SecretDecision decide() {
        Optional<String> inKey = live.key().flatMap(HeldValues::encryptionKey);
        Optional<String> inServer = live.server().flatMap(held -> held.text(names.encryptionKey()));
        if (use.keyIsUsed() && inKey.isEmpty() && inServer.isEmpty()) {
            return new Lost(
                    "the encryption key is lost, and another one would make what is stored unreadable: restore `"
                            + Keys.ENCRYPTION + "` of Secret " + names.keySecret() + " or "
                            + (names.encryption() == 0 ? "" : "`" + names.encryptionKey() + "` of Secret ")
                            + names.serverSecret());
        }
        if (use.keyIsUsed() && inKey.isPresent() && inServer.isPresent() && !inKey.equals(inServer)) {
            return new Disagree("Secrets " + names.keySecret() + " and " + names.serverSecret() + " differ in `"
                    + names.encryptionKey()
                    + "`, and nothing shows with which of the two what is stored is encrypted: restore"
                    + " that of Secret " + names.serverSecret() + ", or, where that is the right one, delete Secret "
                    + names.keySecret() + ", which is made again from it");
        }
        return clients.disagreement()
                .<SecretDecision>map(Disagree::new)
                .orElseGet(() -> step(new KnownValues(
                        inKey.filter(SecretDecider::isKey).or(() -> inServer).or(() -> inKey), clients.known())));
    }

    private SecretDecision step(KnownValues values) {
        if (live.key().isEmpty()) {
            return new Create(SecretRole.KEY, values);
        }
        if (live.server().isEmpty()) {
            return new Create(SecretRole.SERVER, values);
        }
        List<String> ofServer = damaged(live.server().get(), values);
        if (!ofServer.isEmpty()) {
            return repair(SecretRole.SERVER, live.server().get(), values, ofServer);
        }
        if (use.certificatesStay() && !live.server().get().damagedCertificates().isEmpty()) {
            return new Disagree(certificatesStay(live.server().get()));
        }
        if (live.client().isEmpty()) {
            return new Create(SecretRole.CLIENT, values);
        }
        List<String> ofClient = differing(live.client().get(), values);
        if (!ofClient.isEmpty()) {
            return repair(SecretRole.CLIENT, live.client().get(), values, ofClient);
        }
        List<String> ofKey = use.keyIsAdded() ? List.of() : stale(live.key().get(), values);
        if (ofKey.isEmpty()) {
            return new Complete(Optional.empty());
        }
        WriteBar bar = live.key().get().bar();
        // Nothing that runs reads it, so nothing has to wait for it.
        return bar.why()
                .<SecretDecision>map(
                        why -> new Complete(Optional.of(new Left(SecretRole.KEY, ofKey, why, bar.wayOut()))))
                .orElseGet(() -> repair(SecretRole.KEY, live.key().get(), values, ofKey));
    }

    private SecretDecision repair(SecretRole secret, HeldValues held, KnownValues values, List<String> keys) {
        String what = "`" + String.join("`, `", keys) + "` of Secret " + secret.name(names);
        if (held.bar().why().isPresent()) {
            return new Disagree(what + " are lost or wrong, and it "
                    + held.bar().why().get() + ": " + held.bar().wayOut());
        }
        return deleting()
                .<SecretDecision>map(gone -> new Disagree(what + " are lost or wrong, and are put right when Secret "
                        + gone + ", which is being deleted, is gone"))
                .orElseGet(() -> new Repair(secret, values, keys));
    }

    /** One that is there only until its finalizers are done. */
    private Optional<String> deleting() {
        return Stream.of(SecretRole.values())
                .filter(secret ->
                        live.of(secret).filter(held -> held.bar().isDeleting()).isPresent())
                .map(secret -> secret.name(names))
                .findFirst();
    }

    private String certificatesStay(HeldValues server) {
        List<String> keys = server.damagedCertificates().stream()
                .flatMap(group -> group.all().stream())
                .toList();
        return "`" + String.join("`, `", keys) + "` of Secret " + names.serverSecret()
                + " are lost or no server can load them, and pods that Numaflow's controller made load no others while they run:"
                + " restore them, or write others there and replace the pods";
    }

    private List<String> damaged(HeldValues server, KnownValues values) {
        List<String> damaged = new ArrayList<>();
        if (!isHeld(server.text(names.encryptionKey()), values.encryptionKey())) {
            damaged.add(names.encryptionKey());
        }
        if (values.clients().filter(clients::isAccepted).isEmpty()) {
            damaged.add(Keys.AUTH);
        }
        if (!use.certificatesStay()) {
            server.damagedCertificates().forEach(group -> damaged.addAll(group.all()));
        }
        return damaged;
    }

    private List<String> stale(HeldValues key, KnownValues values) {
        List<String> stale = new ArrayList<>();
        if (!isHeld(key.encryptionKey(), values.encryptionKey())) {
            stale.add(Keys.ENCRYPTION);
        }
        // A key Secret of an older release has no credentials, and needs none while the others have them.
        if (key.hasPartOfClients()
                || key.clients().filter(held -> !clients.isAccepted(held)).isPresent()) {
            stale.addAll(differing(key, values));
        }
        return stale;
    }

    /** Under which keys of a client or key Secret the credentials are absent, or others. */
    private static List<String> differing(HeldValues held, KnownValues values) {
        return Stream.of(Keys.CLIENT_USER, Keys.CLIENT_PASSWORD)
                .filter(key -> !held.text(key).equals(values.clients().map(credentials -> of(credentials, key))))
                .toList();
    }

    private static String of(Credentials credentials, String key) {
        return key.equals(Keys.CLIENT_USER) ? credentials.user() : credentials.password();
    }

    private static boolean isHeld(Optional<String> held, Optional<String> known) {
        return held.isPresent() && Objects.equals(held, known);
    }

    /** Whether servers can start with it: a text that begins with a digit is a number to them. */
    private static boolean isKey(String key) {
        return key.length() >= SHORTEST_KEY && Character.isLetter(key.charAt(0));
    }
}
