package dev.numaflow.isbsvc.runtime.nats;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection to the client port of a node before anybody logs in: what the node says first, and then TLS, if somebody asks for that. It is
 * closed when its time is over, whatever it is doing.
 */
final class FirstLine implements AutoCloseable {

    /** Of connecting, and of each read. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** It names all nodes. */
    private static final int LONGEST = 32 << 10;

    private final Socket socket = new Socket();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final String host;
    private final int port;
    private final String text;

    /** @param longest after which it ends: a node that sends byte by byte would begin another timeout with each */
    FirstLine(String host, int port, Duration longest) throws IOException {
        this.host = host;
        this.port = port;
        closing.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> close(socket));
        try {
            int millis = Math.toIntExact(TIMEOUT.toMillis());
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            this.text = read(socket.getInputStream());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static String read(InputStream in) throws IOException {
        byte[] line = new byte[LONGEST];
        for (int length = 0; length < LONGEST; length++) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it closes the connection before its first line ends");
            }
            if (next == '\n') {
                return new String(line, 0, length, StandardCharsets.UTF_8);
            }
            line[length] = (byte) next;
        }
        throw new IOException("its first line has more than " + LONGEST + " bytes");
    }

    String text() {
        return text;
    }

    /** Begins TLS; nothing else is sent, and nothing can be done with the connection afterwards. */
    void handshake(SSLContext context) throws IOException {
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
            tls.startHandshake();
        }
    }

    @Override
    public void close() {
        closing.cancel(false);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // Whoever reads from it sees that.
        }
    }
}
