package dev.numaflow.isbsvc.rendering.children;

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

    /** What clients log in with. */
    public AuthConf.Credentials clients() {
        return new AuthConf.Credentials(user, password);
    }

    @Override
    public String toString() {
        return "ServerMaterial[...]";
    }
}
