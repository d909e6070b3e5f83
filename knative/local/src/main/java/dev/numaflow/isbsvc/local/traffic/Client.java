package dev.numaflow.isbsvc.local.traffic;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Connection settings: addresses, credentials and trusted certificates. */
record Client(List<String> addresses, String user, String password, Optional<Path> authority) {

    Connection connect() throws Exception {
        if (addresses.isEmpty()) {
            throw new IOException("the endpoints name no address of the service");
        }
        return Nats.connect(options());
    }

    private Options options() throws IOException, GeneralSecurityException {
        Options.Builder options = new Options.Builder()
                .servers(addresses.toArray(String[]::new))
                .userInfo(user, password)
                // The servers advertise names of the cluster; this client knows only addresses.
                .ignoreDiscoveredServers()
                .connectionTimeout(Duration.ofSeconds(5));
        if (authority.isPresent()) {
            options.sslContext(trust(authority.get()));
        }
        return options.build();
    }

    private static SSLContext trust(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
