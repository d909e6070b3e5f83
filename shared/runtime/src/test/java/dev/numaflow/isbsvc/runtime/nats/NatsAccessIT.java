package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.secrets.TestAuthority;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsAccessIT {

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");
    private final NatsAccess access = new NatsAccess(cluster.cluster());
    private final TestAuthority authority = new TestAuthority();
    private NatsServer server;

    @AfterEach
    void close() {
        server.close();
        cluster.close();
        HostNames.ofThisJvm().clear();
    }

    @Test
    void connectsAsTheUserOfTheClientSecret() {
        serve(NatsServerConfig.single("n0"));
        client(NatsServerConfig.CLIENT_PASSWORD);

        try (JetStreamApi api = access.connect(names, false)) {
            assertThat(api.streams()).isEmpty();
        }
    }

    @Test
    void aPasswordThatIsNotAcceptedIsReportedWithoutIt() {
        serve(NatsServerConfig.single("n0"));
        client("wrong-password");

        assertThatThrownBy(() -> access.connect(names, false))
                .isInstanceOf(NatsUnavailable.class)
                .hasMessageContaining("isbsvc-n-js-client-auth")
                .hasMessageNotContaining("wrong-password")
                .hasNoCause();
    }

    @Test
    void connectsWithTlsToTheServiceItself() throws IOException {
        client(NatsServerConfig.CLIENT_PASSWORD);
        serveWithTls(authority.serverOf(names));

        try (JetStreamApi api = access.connect(names, true)) {
            assertThat(api.streams()).isEmpty();
        }
    }

    @Test
    void refusesACertificateOfTheSameAuthorityForAnotherName() throws IOException {
        client(NatsServerConfig.CLIENT_PASSWORD);
        serveWithTls(authority.serverOf(new Names("team-b", "other")));

        assertThatThrownBy(() -> access.connect(names, true)).isInstanceOf(NatsUnavailable.class);
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws IOException {
        client(NatsServerConfig.CLIENT_PASSWORD);
        Certificates own = authority.serverOf(names);
        Certificates foreign = new TestAuthority().serverOf(names);
        serveWithTls(new Certificates(foreign.privateKey(), foreign.cert(), own.caCert(), own.expires()));

        assertThatThrownBy(() -> access.connect(names, true)).isInstanceOf(NatsUnavailable.class);
    }

    /** The server shows the certificate; the server Secret says whom to trust. */
    private void serveWithTls(Certificates certificates) throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), certificates.privateKey());
        Path cert = Files.writeString(folder.resolve("cert.pem"), certificates.cert());
        serve(NatsServerConfig.single("n0").with("tls { cert_file: \"" + cert + "\", key_file: \"" + key + "\" }"));
        cluster.apply(
                """
                {apiVersion: v1, kind: Secret, metadata: {name: %s, namespace: %s}, data: {ca-cert: %s}}
                """
                        .formatted(names.serverSecret(), names.namespace(), base64(certificates.caCert())));
    }

    private void serve(NatsServerConfig config) {
        server = NatsServer.start(folder, config);
        HostNames.ofThisJvm().point(names, List.of(server.address()));
    }

    private void client(String password) {
        cluster.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                data: {client-auth-user: %s, client-auth-password: %s}
                """
                        .formatted(
                                names.clientSecret(),
                                names.namespace(),
                                base64(NatsServerConfig.CLIENT_USER),
                                base64(password)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
