package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Decides whether a server could load certificates with their private keys. Whoever signed them is the user's business. */
public final class UsableCertificates {

    private static final byte[] ANY_TEXT = "isbsvc".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "ECDSA", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    private UsableCertificates() {}

    /** The groups that no server could load. @param texts of the server Secret, by key */
    static Set<CertificateKeys> unusable(Map<String, String> texts) {
        return Stream.of(CertificateKeys.values())
                .filter(group -> !isUsable(
                        texts.getOrDefault(group.privateKey(), ""),
                        texts.getOrDefault(group.cert(), ""),
                        texts.getOrDefault(group.caCert(), "")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a server could load these, each as PEM text. */
    public static boolean isUsable(String privateKey, String cert, String caCert) {
        Optional<X509CertificateHolder> leaf = first(cert, X509CertificateHolder.class);
        Optional<PrivateKeyInfo> key = key(privateKey);
        return first(caCert, X509CertificateHolder.class).isPresent()
                && leaf.isPresent()
                && key.isPresent()
                && belongTogether(key.get(), leaf.get());
    }

    /** The first private key of a PEM text. */
    public static Optional<PrivateKeyInfo> key(String pem) {
        return first(pem, PrivateKeyInfo.class)
                .or(() -> first(pem, PEMKeyPair.class).map(PEMKeyPair::getPrivateKeyInfo));
    }

    /** Keys of a kind that is not known here are left to the servers. */
    static boolean belongTogether(PrivateKeyInfo key, X509CertificateHolder cert) {
        try {
            JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
            PrivateKey own = keys.getPrivateKey(key);
            PublicKey certified = keys.getPublicKey(cert.getSubjectPublicKeyInfo());
            if (!own.getAlgorithm().equals(certified.getAlgorithm())) {
                return false;
            }
            String algorithm = SIGNATURES.get(own.getAlgorithm());
            return algorithm == null || verifies(algorithm, own, certified);
        } catch (GeneralSecurityException | IOException unreadable) {
            return false;
        }
    }

    private static boolean verifies(String algorithm, PrivateKey own, PublicKey certified)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(own);
        signature.update(ANY_TEXT);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(ANY_TEXT);
        return signature.verify(signed);
    }

    /** The first block of this type in a PEM text. */
    static <T> Optional<T> first(String pem, Class<T> type) {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (type.isInstance(block)) {
                    return Optional.of(type.cast(block));
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
