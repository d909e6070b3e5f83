package dev.numaflow.isbsvc.runtime.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSecretTest {

    private static final Names SERVICE = new Names("team-a", "n");
    private final Instant now = Instant.now();

    private final CertificateAuthority authority = new CertificateAuthority(new SecureRandom(), now);
    private final Certificates made = authority.certificateFor(List.of(SERVICE.serviceHost()));

    @Test
    void aSecretOfCertManagerIsTakenAsItIs() {
        assertThat(of(secret(Map.of())).values())
                .isEqualTo(Map.of(
                        Keys.PRIVATE_KEY, made.privateKey(), Keys.CERT, made.cert(), Keys.CA_CERT, made.caCert()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.team-a.svc", "ISBSVC-N-JS-SVC.TEAM-A.SVC"})
    void itsNamesMayBeWildcardsAndInCapitals(String name) {
        assertThat(of(secret(authority.certificateFor(List.of(name)))).refused())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.svc", "*.*.svc", "isbsvc-n-js-svc.team-b.svc", "*.team-b.svc", "svc"})
    void anotherNameIsRefused(String name) {
        assertThat(refused(secret(authority.certificateFor(List.of(name)))))
                .startsWith(
                        "Secret mine data[tls.crt]: found a certificate of other names, allowed: one with the DNS name ");
    }

    @Test
    void withoutAnAuthorityTheChainIsWhatClientsTrust() {
        ObjectNode secret = secret(Map.of("tls.crt", made.cert() + made.caCert()));
        secret.withObject("data").remove("ca.crt");

        assertThat(of(secret).values()).containsEntry(Keys.CA_CERT, made.cert() + made.caCert());
    }

    @Test
    void everythingElseIsRefusedWithoutItsContent() {
        Certificates other = new CertificateAuthority(new SecureRandom(), now).certificateFor(List.of("x"));
        Certificates ended = new CertificateAuthority(new SecureRandom(), now.minus(Duration.ofDays(400)))
                .certificateFor(List.of(SERVICE.serviceHost()));
        ObjectNode opaque = secret(Map.of());
        opaque.put("type", "Opaque");

        assertThat(refused(opaque)).isEqualTo("Secret mine type: found Opaque, allowed: kubernetes.io/tls");
        assertThat(refused(secret(Map.of("tls.key", "")))).contains("data[tls.key]: found nothing");
        assertThat(refused(secret(Map.of("tls.key", "x".repeat(70_000))))).contains("data[tls.key]: found too much");
        assertThat(refused(secret(Map.of("tls.crt", "secret words")))).contains("data[tls.crt]: found 0 certificates");
        assertThat(refused(secret(Map.of("ca.crt", "secret words")))).contains("data[ca.crt]: found 0 certificates");
        assertThat(refused(secret(Map.of("tls.key", other.privateKey()))))
                .contains("data[tls.key]: found no private key");
        assertThat(refused(secret(Map.of("ca.crt", other.caCert()))))
                .contains("data[ca.crt]: found certificates that did not sign");
        assertThat(refused(secret(ended)))
                .contains("data[tls.crt]: found valid from", "a certificate that is valid now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"isbsvc-other-js-server", "../team-b/secrets/theirs", "Mine", "a/b"})
    void noNameReachesTheSecretOfAServiceOrOfAnotherNamespace(String name) {
        assertThat(TlsSecret.of(name, Optional.of(secret(Map.of())), SERVICE, now)
                        .refused()
                        .orElseThrow()
                        .toString())
                .startsWith("metadata.annotations[isbsvc.numaflow.numaproj.io/tls-secret]: found \"" + name + "\"");
    }

    private String refused(ObjectNode secret) {
        String refused = of(secret).refused().orElseThrow().toString();
        assertThat(refused).doesNotContain("BEGIN", "secret words", "xxx");
        return refused;
    }

    private TlsSecret of(ObjectNode secret) {
        return TlsSecret.of("mine", Optional.of(secret), SERVICE, now);
    }

    private ObjectNode secret(Map<String, String> changed) {
        ObjectNode secret = secret(made);
        changed.forEach((key, text) -> secret.withObject("data").put(key, SecretData.encoded(text)));
        return secret;
    }

    private static ObjectNode secret(Certificates certificates) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("type", TlsSecret.TYPE);
        secret.withObject("data")
                .put("tls.crt", SecretData.encoded(certificates.cert()))
                .put("tls.key", SecretData.encoded(certificates.privateKey()))
                .put("ca.crt", SecretData.encoded(certificates.caCert()));
        return secret;
    }
}
