package dev.numaflow.isbsvc.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificates a TLS connection accepts. */
public final class TrustAnchors {

    private TrustAnchors() {}

    /** The authorities in this PEM text and no other. */
    public static X509ExtendedTrustManager of(byte[] pem) throws GeneralSecurityException, IOException {
        return manager(store(certificates(pem)));
    }

    /** The authorities in this PEM text, and those that this system trusts anyway. */
    public static X509ExtendedTrustManager withThoseOfTheSystem(byte[] pem)
            throws GeneralSecurityException, IOException {
        List<Certificate> all = new ArrayList<>(certificates(pem));
        all.addAll(Arrays.asList(manager(null).getAcceptedIssuers()));
        return manager(store(all));
    }

    /** A context for TLS connections that accept what this manager accepts. */
    public static SSLContext context(TrustManager manager) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {manager}, null);
        return context;
    }

    private static Collection<? extends Certificate> certificates(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    }

    private static KeyStore store(Collection<? extends Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int index = 0;
        for (Certificate authority : authorities) {
            store.setCertificateEntry("ca-" + index++, authority);
        }
        return store;
    }

    /** Without a store, that of the system. */
    private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this Java platform cannot check certificates");
    }
}
