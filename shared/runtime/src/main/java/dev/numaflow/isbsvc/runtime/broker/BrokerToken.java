package dev.numaflow.isbsvc.runtime.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The token that says to the broker who posts: of the function's own ServiceAccount, for the broker's audience alone, put into a file by
 * the kubelet, which replaces it before it expires. So no right to request tokens is needed.
 */
@Singleton
class BrokerToken implements UnaryOperator<String> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTS_OF_A_TOKEN = 3;

    private final Optional<Path> file;

    @Inject
    BrokerToken(@ConfigProperty(name = "isbsvc.broker.token.file") Optional<Path> file) {
        this.file = file;
    }

    /** The token for an audience; throws {@link NotAccepted} where there is none: nobody else gets one that is meant for another. */
    @Override
    public String apply(String audience) {
        Path path = file.orElseThrow(() -> new NotAccepted("the broker demands a token for " + audience
                + ", and none is mounted: apply the component sender-identity"));
        try {
            String token = Files.readString(path).trim();
            JsonNode named = audienceOf(token);
            if (!named.asText().equals(audience)
                    && StreamSupport.stream(named.spliterator(), false)
                            .noneMatch(each -> each.asText().equals(audience))) {
                throw new NotAccepted(
                        "the broker demands a token for " + audience + ", and the mounted one is for " + named);
            }
            return token;
        } catch (IOException | IllegalArgumentException e) {
            // Not the cause: it may quote the token.
            throw new NotAccepted("the token for the broker cannot be read from " + path);
        }
    }

    private static JsonNode audienceOf(String token) throws IOException {
        String[] parts = token.split("\\.");
        if (parts.length != PARTS_OF_A_TOKEN) {
            throw new IllegalArgumentException("no token");
        }
        return JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("aud");
    }
}
