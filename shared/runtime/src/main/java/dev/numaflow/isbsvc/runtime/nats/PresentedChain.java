package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** The certificates that a node presents to clients, in bounded time. Nothing is sent to it but what begins TLS. */
public final class PresentedChain {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The first line of a server; it names all nodes. */
    private static final int LONGEST_LINE = 32 << 10;

    private PresentedChain() {}

    /** In its order; empty where it does not answer, or without TLS. */
    public static Optional<List<X509Certificate>> of(String host, int port) {
        Seen seen = new Seen();
        int millis = Math.toIntExact(TIMEOUT.toMillis());
        CompletableFuture<Void> closing = new CompletableFuture<>();
        try (Socket plain = new Socket()) {
            // However slowly it answers: a timeout of reads begins anew with each.
            closing.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).thenRun(() -> close(plain));
            plain.connect(new InetSocketAddress(host, port), millis);
            plain.setSoTimeout(millis);
            if (!readsLine(plain.getInputStream())) {
                return Optional.empty();
            }
            // A context of its own: a session that is resumed shows certificates of before.
            try (SSLSocket socket =
                    (SSLSocket) TrustAnchors.context(seen).getSocketFactory().createSocket(plain, host, port, true)) {
                socket.startHandshake();
                return Optional.ofNullable(seen.chain.get());
            }
        } catch (IOException | GeneralSecurityException noAnswer) {
            return Optional.empty();
        } finally {
            closing.cancel(false);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // Whoever reads from it sees that.
        }
    }

    private static boolean readsLine(InputStream in) throws IOException {
        for (int length = 0; length < LONGEST_LINE; length++) {
            int next = in.read();
            if (next < 0 || next == '\n') {
                return next == '\n';
            }
        }
        return false;
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
