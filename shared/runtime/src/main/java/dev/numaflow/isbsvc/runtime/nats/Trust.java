package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** What a TLS connection trusts: the service's own authorities and no other, and only for the requested host name. */
final class Trust {

    private Trust() {}

    /** A context that trusts the certificates in this PEM text. */
    static SSLContext of(byte[] caCertificates) throws GeneralSecurityException, IOException {
        return TrustAnchors.context(new HostnameVerification(TrustAnchors.of(caCertificates)));
    }

    /** The same for whatever host name: the authority has signed for one service only. */
    static SSLContext ofAuthority(byte[] caCertificates) throws GeneralSecurityException, IOException {
        return TrustAnchors.context(TrustAnchors.of(caCertificates));
    }
}
