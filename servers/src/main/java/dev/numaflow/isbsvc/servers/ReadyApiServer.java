package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Waits until a starting API server answers, trusting only the certificate that it generated. */
record ReadyApiServer(ControlPlaneFiles files, ChildProcess process) {
    /** Waits for the first 200 at a path. */
    void await(String path, Duration atMost) {
        AtomicReference<HttpProbe> probe = new AtomicReference<>();
        AtomicReference<String> last = new AtomicReference<>("no certificate yet");
        boolean serves = Polling.isTrueWithin(atMost, process, () -> {
            if (probe.get() == null && Files.exists(files.certificateKey())) {
                probe.set(new HttpProbe(client()));
            }
            if (probe.get() != null) {
                last.set(probe.get().status(request(path)));
            }
            return last.get().equals("200");
        });
        if (!serves) {
            throw new IllegalStateException(process + " does not serve " + path + " after " + atMost.toSeconds()
                    + " s, its last answer: " + last + "; " + LogTail.of(process.log()));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(files.url() + path))
                .header("Authorization", "Bearer " + files.token());
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
