package dev.numaflow.isbsvc.rendering.children;

import java.time.Instant;

/**
 * Everything secret that the servers of one service hold. Rendering is given it and invents nothing.
 *
 * @param encryptionKey at least 32 characters, the first a letter: a key of digits is an error in nats-server
 * @param client what clients see when TLS is on
 * @param cluster what the servers show each other when TLS is on
 */
public record ServerMaterial(
        String user,
        String password,
        String sysPassword,
        String encryptionKey,
        Certificates client,
        Certificates cluster) {

    /** When the first of the certificates ends. */
    Instant expires() {
        return client.expires().isBefore(cluster.expires()) ? client.expires() : cluster.expires();
    }

    /** What clients log in with. */
    public AuthConf.Credentials clients() {
        return new AuthConf.Credentials(user, password);
    }

    @Override
    public String toString() {
        return "ServerMaterial[...]";
    }
}
