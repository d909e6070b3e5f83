package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.secrets.SecretStore.Kept;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the Secrets of a service that are absent, in one order: the key, the server's, and the client's derived from what the
 * server's then holds. Whoever dies or loses a race in between goes on from what stands there, so there is one consistent set. A
 * Secret that exists is never replaced (invariant 7).
 */
@Singleton
public class SecretMint {

    private static final int KEY_LENGTH = 32;
    private static final int USER_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 24;

    private final Cluster cluster;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final RandomText text = new RandomText(random);

    @Inject
    public SecretMint(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** @param storesData whether servers run, or their volumes are there: then a lost key is not replaced by another */
    public Minted mint(ValidService service, boolean storesData) {
        SecretStore secrets = new SecretStore(cluster, service);
        Names names = service.names();
        if (storesData && service.spec().encrypted() && keyIsLost(secrets, names)) {
            return new Minted.Impossible(
                    "the encryption key is lost, and another one would make what is stored unreadable:"
                            + " restore Secret " + names.keySecret() + " or " + names.serverSecret());
        }
        Kept key = secrets.findOrMake(names.keySecret(), () -> KeySecret.render(service, key(secrets, names)));
        if (!(key instanceof Kept.There thereIsKey)) {
            return impossible(key);
        }
        Kept server = secrets.findOrMake(names.serverSecret(), () -> server(service, secrets, thereIsKey));
        if (!(server instanceof Kept.There thereIsServer)) {
            return impossible(server);
        }
        Kept client;
        try {
            client = secrets.findOrMake(
                    names.clientSecret(), () -> ClientSecret.render(service, thereIsServer.text(Keys.AUTH)));
        } catch (IllegalArgumentException | NoSuchElementException unreadable) {
            return new Minted.Impossible("Secret " + names.serverSecret() + " names no user for clients");
        }
        return client instanceof Kept.There thereIsClient
                ? complete(thereIsKey, thereIsServer, thereIsClient)
                : impossible(client);
    }

    private static boolean keyIsLost(SecretStore secrets, Names names) {
        return inUse(secrets.find(names.keySecret()), Keys.ENCRYPTION).isEmpty()
                && inUse(secrets.find(names.serverSecret()), Keys.ENCRYPTION).isEmpty();
    }

    /** The key that is in use already, where a service is older than its key Secret; else a new one. */
    private String key(SecretStore secrets, Names names) {
        return inUse(secrets.find(names.serverSecret()), Keys.ENCRYPTION).orElseGet(() -> text.ofLength(KEY_LENGTH));
    }

    /** With the credentials that clients hold already, where only the server's Secret was lost. */
    private Secret server(ValidService service, SecretStore secrets, Kept.There key) {
        Names names = service.names();
        Optional<Kept> client = secrets.find(names.clientSecret());
        ServerMaterial material = new ServerMaterial(
                inUse(client, Keys.CLIENT_USER).orElseGet(() -> text.ofLength(USER_LENGTH)),
                inUse(client, Keys.CLIENT_PASSWORD).orElseGet(() -> text.ofLength(PASSWORD_LENGTH)),
                text.ofLength(PASSWORD_LENGTH),
                key.text(Keys.ENCRYPTION),
                new CertificateAuthority(random, clock.instant()).certificateFor(CertificateNames.server(names)),
                new CertificateAuthority(random, clock.instant()).certificateFor(CertificateNames.cluster(names)));
        return ServerSecret.render(service, material);
    }

    private static Optional<String> inUse(Optional<Kept> secret, String key) {
        return secret.filter(Kept.There.class::isInstance)
                .map(there -> ((Kept.There) there).text(key))
                .filter(value -> !value.isEmpty());
    }

    private static Minted complete(Kept.There... secrets) {
        return new Minted.Complete(Stream.of(secrets)
                .filter(Kept.There::made)
                .map(there -> there.secret().path("metadata").path("name").asText())
                .toList());
    }

    private static Minted impossible(Kept kept) {
        return new Minted.Impossible(((Kept.Refused) kept).why());
    }
}
