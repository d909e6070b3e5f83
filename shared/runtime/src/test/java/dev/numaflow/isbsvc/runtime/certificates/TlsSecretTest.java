package dev.numaflow.isbsvc.runtime.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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

    /** Servers are written in Go, and take the first block of a kind, and none of a kind that they do not know. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA/2048", "EC/secp256r1", "EC/secp384r1", "EC/secp521r1", "Ed25519/"})
    void aKeyThatServersTakeIsWrittenAsOnePkcs8Block(String kind) throws Exception {
        KeyPair keys = keys(kind);
        String pem = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + pem("PRIVATE KEY", keys.getPrivate().getEncoded());

        TlsSecret taken = of(secret(Map.of("tls.crt", selfSigned(keys), "tls.key", pem, "ca.crt", "")));

        assertThat(taken.refused()).isEmpty();
        assertThat(taken.values().get(Keys.PRIVATE_KEY))
                .isEqualTo(pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA/1024", "Ed448/"})
    void aKeyThatServersDoNotTakeIsRefused(String kind) throws Exception {
        KeyPair keys = keys(kind);

        assertThat(refused(secret(Map.of(
                        "tls.crt", selfSigned(keys),
                        "tls.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()),
                        "ca.crt", ""))))
                .contains("data[tls.crt]: found a key of another kind, allowed: RSA of 2048");
    }

    @Test
    void anEdwardsKeyOfAnotherCertificateIsRefused() throws Exception {
        assertThat(refused(secret(Map.of(
                        "tls.crt", selfSigned(keys("Ed25519/")),
                        "tls.key",
                                pem("PRIVATE KEY", keys("Ed25519/").getPrivate().getEncoded()),
                        "ca.crt", ""))))
                .contains("data[tls.key]: found no private key");
    }

    /** The steps append one more, and a client in Java reads ten. */
    @Test
    void aChainThatClientsWouldNotReadIsRefused() {
        assertThat(of(secret(Map.of("tls.crt", made.cert() + made.caCert().repeat(7))))
                        .refused())
                .isEmpty();
        assertThat(refused(secret(Map.of("tls.crt", made.cert() + made.caCert().repeat(8)))))
                .contains("data[tls.crt]: found 9 certificates, allowed: 1 to 8");
    }

    @Test
    void whatStandsBetweenTheBlocksIsNotWritten() {
        ObjectNode secret = secret(Map.of(
                "tls.crt", "subject=x\n" + made.cert().replace("\n", "\r\n"), "ca.crt", "words\n" + made.caCert()));

        assertThat(of(secret).values())
                .containsEntry(Keys.CERT, made.cert())
                .containsEntry(Keys.CA_CERT, made.caCert());
    }

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        String[] parts = kind.split("/", 2);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0]);
        if (parts[0].equals("RSA")) {
            generator.initialize(Integer.parseInt(parts[1]));
        } else if (parts[0].equals("EC")) {
            generator.initialize(new ECGenParameterSpec(parts[1]));
        }
        return generator.generateKeyPair();
    }

    private String selfSigned(KeyPair keys) throws Exception {
        String algorithm = keys.getPrivate().getAlgorithm();
        String signature =
                algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.equals("EC") ? "SHA256withECDSA" : "EdDSA";
        boolean is448 = keys.getPublic().toString().contains("448");
        X500Name name = new X500Name("CN=own");
        byte[] der = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)),
                        name,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, SERVICE.serviceHost())))
                .build(new JcaContentSignerBuilder(
                                signature.equals("EdDSA") ? (is448 ? "Ed448" : "Ed25519") : signature)
                        .build(keys.getPrivate()))
                .getEncoded();
        return pem("CERTIFICATE", der);
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
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
