package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node tells every client before that logs in, and whether it answers TLS. Monitoring says neither: `/varz` has what the server was
 * started with, and a server that has loaded TLS beside plain connections offers it to nobody before it is started anew.
 */
@Singleton
public class ServerInfo {

    private static final Duration LONGEST = Duration.ofSeconds(6);
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
        try (FirstLine node = new FirstLine(names.podHost(ordinal), Ports.CLIENT, LONGEST)) {
            Optional<JsonNode> info = Optional.of(node.text())
                    .filter(line -> line.startsWith(INFO))
                    .flatMap(line -> read(line.substring(INFO.length())));
            return info.map(told -> new Told(
                    told.path("tls_required").asBoolean(),
                    told.path("tls_available").asBoolean()
                            || told.path("tls_required").asBoolean(),
                    answers(node, authorities)));
        } catch (IOException silent) {
            // A node that does not answer is an answer, too.
            return Optional.empty();
        }
    }

    private static boolean answers(FirstLine node, byte[] authorities) {
        try {
            node.handshake(Trust.ofAuthority(authorities));
            return true;
        } catch (IOException | GeneralSecurityException none) {
            // Whatever it answers, a client with TLS gets no connection.
            return false;
        }
    }

    private static Optional<JsonNode> read(String json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException noServer) {
            return Optional.empty();
        }
    }
}
