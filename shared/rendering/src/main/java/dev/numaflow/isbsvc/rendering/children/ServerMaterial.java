package dev.numaflow.isbsvc.rendering.children;

import java.time.Instant;
import java.util.Optional;

/**
 * All secrets of the servers of one service. Rendering receives them and generates none.
 *
 * @param encryptionKey at least 32 characters, the first a letter: nats-server rejects a key of digits
 * @param client the certificates that clients see when TLS is on
 * @param cluster the certificates between servers when TLS is on
 * @param authority that signed both, and signs those that follow
 */
public record ServerMaterial(
        String user,
        String password,
        String sysPassword,
        String encryptionKey,
        Certificates client,
        Certificates cluster,
        Optional<SigningAuthority> authority) {

    /** With certificates whose authority signs no others. */
    public ServerMaterial(
            String user,
            String password,
            String sysPassword,
            String encryptionKey,
            Certificates client,
            Certificates cluster) {
        this(user, password, sysPassword, encryptionKey, client, cluster, Optional.empty());
    }

    /** The earliest expiry of the certificates. */
    Instant expires() {
        return client.expires().isBefore(cluster.expires()) ? client.expires() : cluster.expires();
    }

    /** The credentials of clients. */
    public AuthConf.Credentials clients() {
        return new AuthConf.Credentials(user, password);
    }

    @Override
    public String toString() {
        return "ServerMaterial[...]";
    }
}
