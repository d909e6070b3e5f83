package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * Connects to the servers of a service as any Pipeline does: with the client Secret, to the service's address, and with TLS where the
 * service has it. One attempt in bounded time, without reconnects: a retry opens a new connection.
 */
@Singleton
public class NatsAccess {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final Cluster cluster;

    @Inject
    public NatsAccess(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Opens a connection, which the caller closes. */
    public JetStreamApi connect(Names names, boolean tls) {
        // The certificate of the service names no copy of it.
        return connect(names, names.clientUrl(), names.copy(), tls);
    }

    /** The same to one node, whoever else answers for the service. Its name is not verified, as in {@link #accepts}. */
    public JetStreamApi connect(Names names, int ordinal, boolean tls) {
        return connect(names, names.podUrl(ordinal), true, tls);
    }

    private JetStreamApi connect(Names names, String url, boolean isOfAnyName, boolean tls) {
        JsonNode client = secret(names, names.clientSecret());
        Credentials held = new Credentials(
                SecretData.text(client, Keys.CLIENT_USER), SecretData.text(client, Keys.CLIENT_PASSWORD));
        try {
            Verified verified = isOfAnyName ? Verified.AUTHORITY : Verified.AUTHORITY_AND_NAME;
            return new JetStreamApi(open(names, url, held, tls ? verified : Verified.NOTHING));
        } catch (AuthenticationException e) {
            // Without the cause: it may repeat the credentials.
            throw new NatsUnavailable(
                    "the servers of " + names + " do not accept the user in Secret " + names.clientSecret());
        }
    }

    /** The same as the system account, whose user only the server Secret has. */
    public ClusterApi connectToCluster(Names names, boolean tls) {
        String auth = SecretData.text(secret(names, names.serverSecret()), Keys.AUTH);
        Credentials system = AuthConf.system(auth)
                .orElseThrow(() -> new NatsUnavailable("no user of the system account can be read in Secret "
                        + names.serverSecret() + " of " + names));
        try {
            return new ClusterApi(
                    open(names, names.clientUrl(), system, tls ? Verified.AUTHORITY_AND_NAME : Verified.NOTHING));
        } catch (AuthenticationException e) {
            throw new NatsUnavailable(
                    "the servers of " + names + " do not accept the system user in Secret " + names.serverSecret());
        }
    }

    /**
     * Whether this node accepts these credentials now. The authority of its certificate is verified and not its name: those that Numaflow
     * made name the Service alone, and their authority has signed for this service and no other.
     */
    public boolean accepts(Names names, int ordinal, Credentials credentials, boolean tls) {
        try {
            open(names, names.podUrl(ordinal), credentials, tls ? Verified.AUTHORITY : Verified.NOTHING)
                    .close();
            return true;
        } catch (AuthenticationException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while connecting to " + names.podUrl(ordinal), e);
        }
    }

    /** What is verified of a server before it gets the credentials. */
    enum Verified {
        NOTHING,
        AUTHORITY,
        AUTHORITY_AND_NAME
    }

    Connection open(Names names, String url, Credentials credentials, Verified verified)
            throws AuthenticationException {
        Options.Builder options = new Options.Builder()
                .server(url)
                // Keeps the host name for certificate verification, and finds the node that answers first.
                .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
                .ignoreDiscoveredServers()
                .connectionTimeout(CONNECT_TIMEOUT)
                .maxReconnects(0)
                .reportNoResponders()
                .useTimeoutException()
                .errorListener(new ErrorListener() {})
                .userInfo(credentials.user(), credentials.password());
        try {
            if (verified != Verified.NOTHING) {
                byte[] authorities = SecretData.bytes(secret(names, names.serverSecret()), Keys.CA_CERT);
                options.sslContext(
                        verified == Verified.AUTHORITY ? Trust.ofAuthority(authorities) : Trust.of(authorities));
            }
            return Nats.connect(options.build());
        } catch (AuthenticationException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new NatsUnavailable("cannot connect to " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while connecting to " + url, e);
        }
    }

    private JsonNode secret(Names names, String name) {
        return cluster.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name))
                .orElseThrow(() -> new NatsUnavailable("Secret " + name + " of " + names + " is not there"));
    }
}
