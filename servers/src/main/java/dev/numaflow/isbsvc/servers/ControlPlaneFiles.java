package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The input of a control plane: keys, the administrator's token, addresses; and its files.
 *
 * @param host the address of the API server
 */
record ControlPlaneFiles(Path directory, String host, Ports ports, String token) {
    static final String LOOPBACK = "127.0.0.1";

    /** The one by which pods know the API server. */
    private static final int HTTPS = 443;

    /** An elliptic curve, P-256: a key of RSA takes seconds to find. */
    private static final int KEY_BITS = 256;

    private static final int TOKEN_BYTES = 32;
    private static final int PEM_WIDTH = 64;

    /** Logs requests without their content: a log must not have Secrets. */
    private static final String AUDIT_POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
            - {level: None, users: [system:apiserver]}
            - {level: None, nonResourceURLs: ["*"]}
            - {level: Metadata%s}
            - {level: None}
            """;

    private static final String WRITES = ", verbs: [create, update, patch, delete, deletecollection]";

    /** Ports of 127.0.0.1 that were free a moment ago; that of the API server is of its own address. */
    record Ports(int etcdClient, int etcdPeer, int apiServer) {}

    /** Creates keys and token in files that only their owner can read. @param logReads whether the audit log has reads too */
    static ControlPlaneFiles create(Path directory, boolean logReads) {
        return create(directory, LOOPBACK, logReads);
    }

    /** The same with the API server at an address that pods reach. */
    static ControlPlaneFiles createAt(Path directory, String host) {
        return create(directory, host, false);
    }

    private static ControlPlaneFiles create(Path directory, String host, boolean logReads) {
        try {
            Files.createDirectories(directory);
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            ControlPlaneFiles files = new ControlPlaneFiles(directory, host, ports(host), token);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            write(files.privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            write(files.publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            write(files.auditPolicy(), AUDIT_POLICY.formatted(logReads ? "" : WRITES));
            write(files.tokens(), token + ",admin,admin,system:masters\n");
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a control plane in " + directory, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ports ports(String host) throws IOException {
        Ports free = FreePorts.three();
        return host.equals(LOOPBACK) ? free : new Ports(free.etcdClient(), free.etcdPeer(), HTTPS);
    }

    /** Whether pods of a node reach it, with tokens of their accounts. */
    boolean hasNode() {
        return !host.equals(LOOPBACK);
    }

    Path privateKey() {
        return directory.resolve("service-accounts.key");
    }

    Path publicKey() {
        return directory.resolve("service-accounts.pub");
    }

    Path tokens() {
        return directory.resolve("tokens.csv");
    }

    Path auditPolicy() {
        return directory.resolve("audit-policy.yaml");
    }

    Path auditLog() {
        return directory.resolve("audit.log");
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    /** The certificate that the API server generates at its start. */
    Path certificate() {
        return directory.resolve("certificates").resolve("apiserver.crt");
    }

    /** The key of that certificate; it is written last, so with it both are complete. */
    Path certificateKey() {
        return directory.resolve("certificates").resolve("apiserver.key");
    }

    String url() {
        return "https://" + host + ":" + ports.apiServer();
    }

    String kubeconfigText() throws IOException {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: local, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: admin, user: {token: "%s"}}]
                contexts: [{name: local, context: {cluster: local, user: admin}}]
                current-context: local
                """
                .formatted(url(), Base64.getEncoder().encodeToString(Files.readAllBytes(certificate())), token);
    }

    private static String pem(String type, byte[] content) {
        String body = Base64.getMimeEncoder(PEM_WIDTH, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
