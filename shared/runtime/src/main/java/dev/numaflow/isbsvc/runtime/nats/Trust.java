package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What a TLS connection trusts: the service's own authorities and no other, and only for the requested host name. */
final class Trust {

    private Trust() {}

    /** A context that trusts the certificates in this PEM text. */
    static SSLContext of(byte[] caCertificates) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new HostnameVerification(TrustAnchors.of(caCertificates))}, null);
        return context;
    }
}
