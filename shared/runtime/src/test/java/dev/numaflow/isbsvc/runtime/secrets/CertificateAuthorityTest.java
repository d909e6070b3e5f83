package dev.numaflow.isbsvc.runtime.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

    private static final List<String> DNS_NAMES = CertificateNames.server(new Names("team-a", "n"));

    private final Certificates made =
            new CertificateAuthority(new SecureRandom(), Instant.now()).certificateFor(DNS_NAMES);

    @Test
    void theCertificateIsSignedByTheAuthorityAndValidNow() throws Exception {
        X509Certificate authority = read(made.caCert());

        read(made.cert()).verify(authority.getPublicKey());
        read(made.cert()).checkValidity();
        authority.verify(authority.getPublicKey());
        authority.checkValidity(Date.from(Instant.now()));
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(read(made.cert()).getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void theCertificateCoversEveryName() throws Exception {
        assertThat(read(made.cert()).getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactlyElementsOf(DNS_NAMES);
    }

    @Test
    void thePrivateKeyFitsTheCertificateAndIsOfCurveP256() throws Exception {
        byte[] text = "signed".getBytes(StandardCharsets.UTF_8);
        String body = made.privateKey().replaceAll("-----[A-Z ]+-----|\\s", "");
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body))));
        signature.update(text);
        byte[] signed = signature.sign();

        signature.initVerify(read(made.cert()).getPublicKey());
        signature.update(text);
        assertThat(signature.verify(signed)).isTrue();
        assertThat(((ECPublicKey) read(made.cert()).getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
    }

    @Test
    void noTwoCertificatesHaveOneSerialNumber() throws Exception {
        Certificates other = new CertificateAuthority(new SecureRandom(), Instant.now()).certificateFor(DNS_NAMES);

        assertThat(read(other.cert()).getSerialNumber())
                .isPositive()
                .isNotEqualTo(read(made.cert()).getSerialNumber());
    }

    @Test
    void showsNothingSecretAsText() {
        assertThat(made.toString()).doesNotContain("BEGIN");
    }

    private static X509Certificate read(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }
}
