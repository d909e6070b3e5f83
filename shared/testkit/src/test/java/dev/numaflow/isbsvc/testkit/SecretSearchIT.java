package dev.numaflow.isbsvc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that finds nothing proves something only if it finds what is there: here it is planted. */
class SecretSearchIT {

    private static final int SHORT = 7;

    /** Of this test alone: others have planted theirs on the same API server. */
    private final String own = UUID.randomUUID().toString().replace("-", "");

    private final String password = "aPassword" + own;
    private final String user = "u" + own.substring(0, SHORT);
    private final String pemLine = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49/" + own;

    @RegisterExtension
    final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    Path folder;

    private SecretSearch secrets;

    @BeforeEach
    void secret() {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("s")
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .addToStringData("user", user)
                        .addToStringData(
                                "auth",
                                "accounts { js { users: [ { user: u, pass: \"" + password + "\" } ] } }\n"
                                        + "tls { cert_file: /etc/nats-config/server-cert.pem }\n")
                        .addToStringData(
                                "private-key",
                                "-----BEGIN PRIVATE KEY-----\n" + pemLine + "\n-----END PRIVATE KEY-----\n")
                        .build())
                .create();
        secrets = new SecretSearch().add(cluster.client());
    }

    @Test
    void findsNothingInObjectsThatOnlyNameSecrets() throws IOException {
        configMap("Secret s has auth, private-key, user; /etc/nats-config/server-cert.pem; BEGIN PRIVATE KEY");
        Files.writeString(folder.resolve("f.log"), "Secret s: user, auth");

        assertThat(secrets.size()).isPositive();
        assertThat(secrets.inObjects(cluster.client())).noneMatch(each -> each.contains(cluster.namespace()));
        assertThat(secrets.inLogs(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "user", "private-key"})
    void findsWhatIsPlantedInAnObjectAndDoesNotShowIt(String key) {
        configMap("before "
                + Map.of("auth", password, "user", user, "private-key", pemLine).get(key) + " after");

        assertFound(
                secrets.inObjects(cluster.client()),
                "/api/v1/configmaps " + cluster.namespace() + "/planted has key " + key);
    }

    @Test
    void findsWhatIsPlantedInAnEvent() {
        cluster.client()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName("e")
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withInvolvedObject(new ObjectReferenceBuilder()
                                .withKind("ConfigMap")
                                .withName("c")
                                .withNamespace(cluster.namespace())
                                .build())
                        .withMessage("the servers do not accept " + password)
                        .build())
                .create();

        assertFound(secrets.inObjects(cluster.client()), "/events " + cluster.namespace() + "/e has key auth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xx"})
    void findsWhatIsPlantedInALogAlsoInBase64(String before) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("f.log"), "first\nline " + before + encoded + "\n");

        assertFound(secrets.inLogs(folder), "f.log:2 has key auth of Secret " + cluster.namespace() + "/s in base64");
    }

    private void assertFound(List<String> found, String what) {
        assertThat(found).anyMatch(each -> each.contains(what));
        assertThat(String.join("\n", found)).doesNotContain(password, user, pemLine);
    }

    private void configMap(String text) {
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("planted")
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withData(Map.of("text", text))
                        .build())
                .create();
    }
}
