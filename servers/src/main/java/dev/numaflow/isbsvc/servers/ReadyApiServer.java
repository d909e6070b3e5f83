package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Waits until a starting API server answers, trusting only the certificate that it generated. */
record ReadyApiServer(ControlPlaneFiles files, ChildProcess process) {
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** Waits for the first 200 at a path. */
    void await(String path, Duration atMost) {
        Instant end = Instant.now().plus(atMost);
        HttpClient client = null;
        String last = "no certificate yet";
        while (Instant.now().isBefore(end)) {
            if (client == null && Files.exists(files.certificateKey())) {
                client = client();
            }
            if (client != null) {
                last = ask(client, path);
            }
            if (last.equals("200")) {
                return;
            }
            // The pause between two requests ends immediately when the process exits.
            if (process.awaitExit(PERIOD).isPresent()) {
                throw new IllegalStateException(process + " has ended: " + LogTail.of(process.log()));
            }
        }
        throw new IllegalStateException(process + " does not serve " + path + " after " + atMost.toSeconds()
                + " s, its last answer: " + last + "; " + LogTail.of(process.log()));
    }

    private String ask(HttpClient client, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(files.url() + path))
                .header("Authorization", "Bearer " + files.token())
                .timeout(REQUEST_TIMEOUT)
                .build();
        try {
            return String.valueOf(
                    client.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + files.url(), e);
        }
    }

    private HttpClient client() {
        try (InputStream in = Files.newInputStream(files.certificate())) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("api-server-" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + files.certificate(), e);
        }
    }
}
