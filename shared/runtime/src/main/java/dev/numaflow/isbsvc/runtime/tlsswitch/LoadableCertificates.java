package dev.numaflow.isbsvc.runtime.tlsswitch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.runtime.secrets.UsableCertificates;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides whether servers may begin to use the certificates of the server Secret: they are used by nobody before, and may have ended. */
final class LoadableCertificates {

    /** A change may take long, and they are renewed earlier than that. */
    private static final Duration LEFT = Duration.ofDays(7);

    private LoadableCertificates() {}

    /** Why not; empty where they may. Nothing that is secret. */
    static Optional<String> obstacle(JsonNode server, Instant now) {
        return Stream.of(CertificateKeys.values())
                .flatMap(group -> obstacle(server, group, now).stream())
                .findFirst();
    }

    private static Optional<String> obstacle(JsonNode server, CertificateKeys group, Instant now) {
        String cert = SecretData.text(server, group.cert());
        if (!UsableCertificates.isUsable(
                SecretData.text(server, group.privateKey()), cert, SecretData.text(server, group.caCert()))) {
            return Optional.of("no server can load " + group.cert()
                    + " of the server Secret with its key and authority; delete these keys, and they are made again");
        }
        Optional<Instant> end = end(cert);
        return end.filter(until -> until.isBefore(now.plus(LEFT)))
                .map(until -> group.cert() + " of the server Secret is valid until " + until
                        + " alone, and is renewed first; one of your own is yours to renew");
    }

    private static Optional<Instant> end(String cert) {
        try {
            X509Certificate leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(cert.getBytes(StandardCharsets.UTF_8)));
            return Optional.of(leaf.getNotAfter().toInstant());
        } catch (CertificateException otherForm) {
            // Servers read more forms than this platform.
            return Optional.empty();
        }
    }
}
