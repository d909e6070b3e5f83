package dev.numaflow.isbsvc.runtime.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An address of Knative's: where events are posted, which authorities may have signed the certificate of who listens there besides those
 * of the system, and for which audience a sender needs a token. Both texts are empty where Knative states none.
 */
public record Addressable(URI url, String caCerts, String audience) {

    /** One that asks for nothing. */
    public static Addressable at(URI url) {
        return new Addressable(url, "", "");
    }

    /**
     * The address to use of those in a status: where there are several, {@code address} does not count, and the first with TLS is
     * preferred, as Knative's own senders do. Empty while there is none.
     */
    public static Optional<Addressable> of(JsonNode status) {
        List<Addressable> several = StreamSupport.stream(
                        status.path("addresses").spliterator(), false)
                .flatMap(Addressable::read)
                .toList();
        return several.isEmpty()
                ? read(status.path("address")).findFirst()
                : several.stream().filter(Addressable::isEncrypted).findFirst().or(() -> Optional.of(several.get(0)));
    }

    private static Stream<Addressable> read(JsonNode address) {
        String url = address.path("url").asText();
        return url.isEmpty()
                ? Stream.empty()
                : Stream.of(new Addressable(
                        URI.create(url),
                        address.path("CACerts").asText(),
                        address.path("audience").asText()));
    }

    private boolean isEncrypted() {
        return "https".equalsIgnoreCase(url.getScheme());
    }
}
