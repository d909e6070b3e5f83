package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Ages;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds the age of the encryption key and the expiry of the certificates, from metadata where possible: it reads a Secret's
 * content only where the metadata has no expiry.
 */
final class AgesReader {

    private final Api api;
    private final Consumer<String> notReached;

    AgesReader(Api api, Consumer<String> notReached) {
        this.api = api;
        this.notReached = notReached;
    }

    Ages read(Names names) {
        ApiKind secrets = new ApiKind("v1", "Secret", names.namespace());
        String key = api.metadata(secrets.path(names.keySecret()))
                .map(secret -> secret.at("/metadata/creationTimestamp").asText())
                .orElse(null, why -> notReached.accept("Secret " + names.keySecret() + ": " + why));
        String end = api.metadata(secrets.path(names.serverSecret()))
                .then(secret -> ObjectMetas.annotation(secret, Annotations.CERTIFICATES_EXPIRE)
                                .isEmpty()
                        ? api.get(secrets.path(names.serverSecret())).then(AgesReader::end)
                        : Reached.of(ObjectMetas.annotation(secret, Annotations.CERTIFICATES_EXPIRE)))
                .orElse(null, why -> notReached.accept("Secret " + names.serverSecret() + ": " + why));
        return new Ages(key, end);
    }

    /** The earliest expiry of the certificates. */
    private static Reached<String> end(JsonNode secret) {
        try {
            return Reached.of(Stream.of(Keys.CERT, Keys.CLUSTER_CERT)
                    .map(key -> certificate(secret.path("data").path(key)))
                    .filter(Objects::nonNull)
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .map(Instant::toString)
                    .orElse(null));
        } catch (IllegalArgumentException e) {
            return Reached.not("its certificate cannot be read");
        }
    }

    private static X509Certificate certificate(JsonNode pem) {
        if (pem.isMissingNode()) {
            return null;
        }
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.binaryValue()));
        } catch (CertificateException | IOException e) {
            // Without the cause: it may quote what could not be parsed.
            throw new IllegalArgumentException("no certificate");
        }
    }
}
