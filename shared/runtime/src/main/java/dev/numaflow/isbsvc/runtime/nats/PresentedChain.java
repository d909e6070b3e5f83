package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The certificates that a node presents to clients, in bounded time. Nothing is sent to it but what begins TLS. */
public final class PresentedChain {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private PresentedChain() {}

    /** In its order; empty where it does not answer, or without TLS. */
    public static Optional<List<X509Certificate>> of(String host, int port) {
        Seen seen = new Seen();
        try (FirstLine node = new FirstLine(host, port, LONGEST)) {
            // A context of its own: a session that is resumed shows certificates of before.
            node.handshake(TrustAnchors.context(seen));
            return Optional.ofNullable(seen.chain.get());
        } catch (IOException | GeneralSecurityException noAnswer) {
            return Optional.empty();
        }
    }

    /** Takes down what a server presents, and proves to have the key of, whoever has signed it. */
    private static final class Seen extends X509ExtendedTrustManager {

        private final AtomicReference<List<X509Certificate>> chain = new AtomicReference<>();

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType, Socket socket) {
            chain.set(List.of(presented));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType, SSLEngine engine) {
            chain.set(List.of(presented));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType) {
            chain.set(List.of(presented));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
