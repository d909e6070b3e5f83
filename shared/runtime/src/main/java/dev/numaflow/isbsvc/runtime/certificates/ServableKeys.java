package dev.numaflow.isbsvc.runtime.certificates;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The keys that nats-server, which is written in Go, takes for its certificate; this JDK reads more. */
final class ServableKeys {

    static final String ALLOWED = "RSA of 2048 to 8192 bits, EC P-256, P-384 or P-521, or Ed25519";

    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
    private static final int FEWEST_BITS = 2048;
    private static final int MOST_BITS = 8192;
    private static final int LINE = 64;

    private ServableKeys() {}

    /** Whether it takes a certificate with this key. */
    static boolean isServable(PublicKey key) {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
            AlgorithmIdentifier algorithm = info.getAlgorithm();
            ASN1ObjectIdentifier kind = algorithm.getAlgorithm();
            if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
                int bits = RSAPublicKey.getInstance(info.parsePublicKey())
                        .getModulus()
                        .bitLength();
                return bits >= FEWEST_BITS && bits <= MOST_BITS;
            }
            return kind.equals(EdECObjectIdentifiers.id_Ed25519)
                    || (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)
                            && algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                            && CURVES.contains(curve));
        } catch (IOException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** As PKCS#8 in PEM, which it takes of each of them. */
    static String text(PrivateKeyInfo key) {
        try {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (IOException e) {
            throw new IllegalStateException("a private key that was read cannot be written", e);
        }
    }
}
