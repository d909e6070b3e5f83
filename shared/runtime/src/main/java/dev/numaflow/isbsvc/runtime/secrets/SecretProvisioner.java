package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.secrets.SecretStore.DesiredSecret;
import dev.numaflow.isbsvc.runtime.secrets.SecretStore.StoredSecret;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Creates the absent Secrets of a service, in one order: the key, the server's, and the client's derived from the data of the
 * server's. After a crash or a lost race a run continues from what exists, so there is one consistent set. The data of an existing
 * Secret is never replaced (invariant 7); the key Secret also stores the client credentials, because clients keep them in their
 * environment when a cascade deletes the other two.
 */
@Singleton
public class SecretProvisioner implements SecretProvisioning {

    private static final int KEY_LENGTH = 32;
    private static final int USER_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 24;

    private final ClusterWriter cluster;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final RandomText text = new RandomText(random);

    /** Generates client credentials where none are known, and remembers that it did. */
    private final class NewClients {

        private boolean made;

        AuthConf.Credentials make() {
            made = true;
            return new AuthConf.Credentials(text.ofLength(USER_LENGTH), text.ofLength(PASSWORD_LENGTH));
        }
    }

    @Inject
    public SecretProvisioner(ClusterWriter cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** For a service without data. */
    public SecretResult provision(ValidService service, boolean storesData) {
        return provision(service, storesData, Optional.empty());
    }

    @Override
    public SecretResult provision(ValidService service, boolean storesData, Optional<EncryptionRecord> recorded) {
        SecretStore secrets = new SecretStore(cluster, service);
        Names names = service.names();
        if (storesData && service.spec().encrypted() && keyIsLost(secrets, names)) {
            return new SecretResult.Impossible(
                    "the encryption key is lost, and another one would make what is stored unreadable:"
                            + " restore Secret " + names.keySecret() + " or " + names.serverSecret()
                            + ", which is noticed at once with any new value of the service's annotation "
                            + Annotations.REPLAY);
        }
        EncryptionRecord record =
                recorded.orElseGet(() -> EncryptionRecord.of(service.spec().encrypted()));
        NewClients fresh = new NewClients();
        StoredSecret key = secrets.findOrMake(
                new DesiredSecret(KeySecret.metadata(service, record), () -> key(service, record, secrets, fresh)));
        if (!(key instanceof StoredSecret.There thereIsKey)) {
            return impossible(key);
        }
        if (thereIsKey.made() && isGone(service)) {
            // It has no owner, so nothing else would ever delete it.
            cluster.delete(thereIsKey.secret());
            return new SecretResult.Overtaken();
        }
        if (recorded.isEmpty() && !SecretMetadata.records(record.encrypted(), thereIsKey.secret())) {
            return correct(service, thereIsKey.secret())
                    ? provision(service, secrets, thereIsKey, fresh)
                    : new SecretResult.Overtaken();
        }
        return provision(service, secrets, thereIsKey, fresh);
    }

    private SecretResult provision(
            ValidService service, SecretStore secrets, StoredSecret.There key, NewClients fresh) {
        StoredSecret server = secrets.findOrMake(
                new DesiredSecret(ServerSecret.metadata(service), () -> server(service, secrets, key, fresh)));
        if (!(server instanceof StoredSecret.There thereIsServer)) {
            return impossible(server);
        }
        StoredSecret client;
        try {
            client = secrets.findOrMake(new DesiredSecret(
                    ClientSecret.metadata(service), () -> ClientSecret.render(service, thereIsServer.text(Keys.AUTH))));
        } catch (IllegalArgumentException | NoSuchElementException unreadable) {
            return new SecretResult.Impossible(
                    "Secret " + service.names().serverSecret() + " names no user for clients");
        }
        return client instanceof StoredSecret.There thereIsClient
                ? complete(fresh, key, thereIsServer, thereIsClient)
                : impossible(client);
    }

    /**
     * Another generation was recorded before anything was stored. A stale run must not correct it: the generation and the servers are
     * checked after the Secret was read, and the write is conditional on that read.
     */
    private boolean correct(ValidService service, JsonNode keySecret) {
        boolean isNewest = cluster.get(ObjectRef.of(service.names()))
                .filter(live -> ObjectMetas.generation(live) == service.owner().generation())
                .isPresent();
        if (!isNewest) {
            return false;
        }
        ObjectNode corrected = keySecret.deepCopy();
        corrected
                .withObject("/metadata/annotations")
                .put(Annotations.ENCRYPTION, Boolean.toString(service.spec().encrypted()));
        boolean serversCame =
                cluster.get(ObjectRef.ofStatefulSet(service.names())).isPresent();
        if (serversCame || !(cluster.replace(corrected) instanceof WriteResult.Done)) {
            throw new ConflictException(ObjectRef.of(keySecret));
        }
        return true;
    }

    /** Whether `deletion` has removed the finalizer since the service was read: it does not read a key any more. */
    private boolean isGone(ValidService service) {
        return cluster.get(ObjectRef.of(service.names()))
                .filter(live -> ObjectMetas.uid(live).equals(service.owner().uid()))
                .filter(live -> !ObjectMetas.isDeleting(live) || ObjectMetas.waitsForUs(live))
                .isEmpty();
    }

    private static boolean keyIsLost(SecretStore secrets, Names names) {
        return inUse(secrets.find(names.keySecret()), Keys.ENCRYPTION).isEmpty()
                && inUse(secrets.find(names.serverSecret()), Keys.ENCRYPTION).isEmpty();
    }

    /** With the key and the credentials in use, where a service is older than its key Secret; else new ones. */
    private Secret key(ValidService service, EncryptionRecord record, SecretStore secrets, NewClients fresh) {
        Optional<StoredSecret> server = secrets.find(service.names().serverSecret());
        return KeySecret.render(
                service,
                record,
                inUse(server, Keys.ENCRYPTION).orElseGet(() -> text.ofLength(KEY_LENGTH)),
                clients(secrets.find(service.names().clientSecret()))
                        .or(() -> inUse(server, Keys.AUTH).flatMap(SecretProvisioner::accepted))
                        .orElseGet(fresh::make));
    }

    /** With the credentials that clients already hold, where the server's Secret was lost, alone or with the client's. */
    private Secret server(ValidService service, SecretStore secrets, StoredSecret.There key, NewClients fresh) {
        Names names = service.names();
        AuthConf.Credentials clients = clients(secrets.find(names.clientSecret()))
                .or(() -> clients(Optional.of(key)))
                .orElseGet(fresh::make);
        ServerMaterial material = new ServerMaterial(
                clients.user(),
                clients.password(),
                text.ofLength(PASSWORD_LENGTH),
                key.text(Keys.ENCRYPTION),
                new CertificateAuthority(random, clock.instant()).certificateFor(CertificateNames.server(names)),
                new CertificateAuthority(random, clock.instant()).certificateFor(CertificateNames.cluster(names)));
        return ServerSecret.render(service, material);
    }

    /** The credentials in the client Secret or the key Secret; a key Secret of an older version has none. */
    private static Optional<AuthConf.Credentials> clients(Optional<StoredSecret> secret) {
        return inUse(secret, Keys.CLIENT_USER).flatMap(user -> inUse(secret, Keys.CLIENT_PASSWORD)
                .map(password -> new AuthConf.Credentials(user, password)));
    }

    private static Optional<AuthConf.Credentials> accepted(String auth) {
        try {
            return Optional.of(AuthConf.credentials(auth));
        } catch (IllegalArgumentException | NoSuchElementException unreadable) {
            // The servers accept no client with it, so no client holds credentials that must be kept.
            return Optional.empty();
        }
    }

    private static Optional<String> inUse(Optional<StoredSecret> secret, String key) {
        return secret.filter(StoredSecret.There.class::isInstance)
                .map(there -> ((StoredSecret.There) there).text(key))
                .filter(value -> !value.isEmpty());
    }

    /** New credentials count only where a Secret was created with them: another run may have been faster. */
    private static SecretResult complete(NewClients fresh, StoredSecret.There... secrets) {
        List<String> made = Stream.of(secrets)
                .filter(StoredSecret.There::made)
                .map(there -> there.secret().path("metadata").path("name").asText())
                .toList();
        return new SecretResult.Complete(made, fresh.made && !made.isEmpty());
    }

    private static SecretResult impossible(StoredSecret kept) {
        return new SecretResult.Impossible(((StoredSecret.Refused) kept).why());
    }
}
