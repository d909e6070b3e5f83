package dev.numaflow.isbsvc.runtime.certificates;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates as PEM text, one after the other. */
final class PemCertificates {

    private static final int LINE = 64;

    private PemCertificates() {}

    /** All of a text; none where a part of it cannot be read. */
    static List<X509Certificate> in(String text) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException unreadable) {
            return List.of();
        }
    }

    static String text(X509Certificate certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded(certificate))
                + "\n-----END CERTIFICATE-----\n";
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** How much of a message they take. */
    static int bytes(Collection<X509Certificate> certificates) {
        return certificates.stream()
                .map(PemCertificates::encoded)
                .mapToInt(der -> der.length)
                .sum();
    }

    static String text(Collection<X509Certificate> certificates) {
        return certificates.stream().map(PemCertificates::text).collect(Collectors.joining());
    }

    /** What is trusted, byte for byte, and behind it what is to be trusted as well: servers read blocks that this JDK does not. */
    static String both(String trusted, String other) {
        return contains(trusted, other) ? trusted : (trusted.endsWith("\n") ? trusted : trusted + "\n") + other;
    }

    /** Whether all of a text stands in another one. */
    static boolean contains(String text, String part) {
        return text.contains(part.strip());
    }

    /** A text with one more certificate at its end. */
    static String with(String text, X509Certificate last) {
        return (text.endsWith("\n") ? text : text + "\n") + text(last);
    }
}
