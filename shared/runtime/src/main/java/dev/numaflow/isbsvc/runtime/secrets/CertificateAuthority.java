package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SigningAuthority;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs the certificates of one service, for a year each. Its own key stays where no pod reads it, so that those that follow are trusted
 * by whoever trusts the first.
 */
public final class CertificateAuthority {

    private static final X500Name AUTHORITY = new X500Name("O=numaflow,CN=isbsvc authority");
    private static final X500Name SERVER = new X500Name("O=numaflow,CN=isbsvc");
    private static final Duration OF_THE_AUTHORITY = Duration.ofDays(3650);
    private static final Duration OF_A_CERTIFICATE = Duration.ofDays(365);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random;
    private final Instant now;
    private final KeyPair keys;
    private final X509CertificateHolder certificate;

    private CertificateAuthority(SecureRandom random, Instant now, KeyPair keys, X509CertificateHolder certificate) {
        this.random = random;
        this.now = now;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** The one whose key and certificate these are; nothing where they cannot be read, do not fit, or are no authority now. */
    public static Optional<CertificateAuthority> held(
            SecureRandom random, Instant now, String privateKey, String cert) {
        Optional<X509CertificateHolder> certificate = UsableCertificates.first(cert, X509CertificateHolder.class);
        Optional<PrivateKeyInfo> key = UsableCertificates.first(privateKey, PrivateKeyInfo.class);
        if (certificate.isEmpty()
                || key.isEmpty()
                || !certificate.get().isValidOn(Date.from(now))
                || !UsableCertificates.belongTogether(key.get(), certificate.get())) {
            return Optional.empty();
        }
        try {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            KeyPair keys = new KeyPair(
                    converter.getPublicKey(certificate.get().getSubjectPublicKeyInfo()),
                    converter.getPrivateKey(key.get()));
            return Optional.of(new CertificateAuthority(random, now, keys, certificate.get()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A new one. */
    public CertificateAuthority(SecureRandom random, Instant now) {
        this.random = random;
        this.now = now;
        try {
            this.keys = newKeys();
            this.certificate = authority();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make a certificate", e);
        }
    }

    /** With what it signs again. @param signed what it has signed */
    public SigningAuthority kept(Certificates... signed) {
        try {
            return new SigningAuthority(
                    pem(keys.getPrivate()),
                    pem(certificate),
                    Stream.of(signed)
                            .map(each -> HeldCertificate.renew(now.minus(CLOCK_SKEW), each.expires()))
                            .min(Instant::compareTo)
                            .orElse(now));
        } catch (IOException e) {
            throw new IllegalStateException("this JDK cannot write a certificate", e);
        }
    }

    /** When another one is to take its place. */
    public Instant renew() {
        return HeldCertificate.renew(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Whether it has signed this certificate. */
    public boolean hasSigned(X509Certificate signed) {
        try {
            signed.verify(keys.getPublic());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** A certificate for servers with these DNS names, which also connect to each other. */
    public Certificates certificateFor(List<String> dnsNames) {
        try {
            KeyPair leaf = newKeys();
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            X509CertificateHolder signed = sign(builder(SERVER, leaf, end())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(
                            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(certificate))
                    .addExtension(Extension.subjectAlternativeName, false, names(dnsNames)));
            return new Certificates(
                    pem(leaf.getPrivate()),
                    pem(signed),
                    pem(certificate),
                    signed.getNotAfter().toInstant());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make a certificate", e);
        }
    }

    private X509CertificateHolder authority() throws GeneralSecurityException, IOException, OperatorCreationException {
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        return sign(builder(AUTHORITY, keys, now.plus(OF_THE_AUTHORITY))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic())));
    }

    /** No certificate is valid longer than its authority. */
    private Instant end() {
        Instant end = now.plus(OF_A_CERTIFICATE);
        Instant last = certificate.getNotAfter().toInstant();
        return end.isBefore(last) ? end : last;
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair of, Instant end) {
        return new JcaX509v3CertificateBuilder(
                AUTHORITY,
                new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(end),
                subject,
                of.getPublic());
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder builder) throws OperatorCreationException {
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static GeneralNames names(List<String> dnsNames) {
        return new GeneralNames(dnsNames.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
        }
        return text.toString();
    }
}
