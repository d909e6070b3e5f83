package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * What a node tells every client before that logs in, and whether it answers TLS. Monitoring says neither: `/varz` has what the server was
 * started with, and a server that has loaded TLS beside plain connections offers it to nobody before it is started anew.
 */
@Singleton
public class ServerInfo {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(6);
    private static final int MOST_BYTES = 64 << 10;
    private static final String INFO = "INFO ";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Of one node.
     *
     * @param requires whether it tells clients that they have to use TLS
     * @param offers whether it tells them that they may
     * @param answers whether it does a handshake, with a certificate of the service's authority
     */
    public record Told(boolean requires, boolean offers, boolean answers) {}

    /** @param authorities in PEM. @return empty where the node does not answer in time */
    public Optional<Told> of(Names names, int ordinal, byte[] authorities) {
        String host = names.podHost(ordinal);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, Ports.CLIENT), (int) TIMEOUT.toMillis());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            // Each read has its own time: whoever sends byte by byte ends here.
            CompletableFuture.delayedExecutor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(socket));
            Optional<JsonNode> info = Optional.of(line(socket))
                    .filter(line -> line.startsWith(INFO))
                    .flatMap(line -> read(line.substring(INFO.length())));
            return info.map(told -> new Told(
                    told.path("tls_required").asBoolean(),
                    told.path("tls_available").asBoolean()
                            || told.path("tls_required").asBoolean(),
                    answers(socket, host, authorities)));
        } catch (IOException silent) {
            // A node that does not answer is an answer, too.
            return Optional.empty();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is of no use any more.
        }
    }

    private static boolean answers(Socket socket, String host, byte[] authorities) {
        try {
            SSLContext context = Trust.ofAuthority(authorities);
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, host, Ports.CLIENT, true)) {
                tls.startHandshake();
                return true;
            }
        } catch (IOException | GeneralSecurityException none) {
            // Whatever it answers, a client with TLS gets no connection.
            return false;
        }
    }

    private static String line(Socket socket) throws IOException {
        byte[] line = new byte[MOST_BYTES];
        int length = 0;
        while (length < line.length && (length == 0 || line[length - 1] != '\n')) {
            int read = socket.getInputStream().read(line, length, line.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private static Optional<JsonNode> read(String json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException noServer) {
            return Optional.empty();
        }
    }
}
