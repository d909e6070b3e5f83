package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.secrets.CertificateDecider;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.PresentedChain;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Asks every node of one service whether it has loaded the certificates of the Secret: by the chain that it presents to clients, which
 * each step makes another one.
 *
 * @param chain as the Secret has it
 */
record PresentedCertificates(Monitoring monitoring, Names names, int replicas, List<X509Certificate> chain)
        implements CertificateDecider.Servers {

    /**
     * A server that reads its files in the moment in which the kubelet switches them may have read some of before; its reloader has it
     * read them once more at once.
     */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    @Override
    public Optional<String> notLoaded() {
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String node = "node " + names.pod(ordinal);
            Optional<List<X509Certificate>> presented = PresentedChain.of(names.podHost(ordinal), Ports.CLIENT);
            if (presented.isEmpty()) {
                return Optional.of(node + " does not answer with a certificate");
            }
            if (!presented.get().equals(chain) || !isSettled(ordinal)) {
                return Optional.of(node + " has not loaded its certificates yet, which takes a minute or two");
            }
        }
        return Optional.empty();
    }

    /** By the server's own clock. */
    private boolean isSettled(int ordinal) {
        return monitoring
                .ask(names.podHost(ordinal), "/varz")
                .join()
                .filter(answer -> isSettled(answer.body()))
                .isPresent();
    }

    private static boolean isSettled(JsonNode varz) {
        try {
            OffsetDateTime loaded =
                    OffsetDateTime.parse(varz.path("config_load_time").asText());
            return !OffsetDateTime.parse(varz.path("now").asText()).isBefore(loaded.plus(SETTLED));
        } catch (DateTimeParseException unknown) {
            return false;
        }
    }
}
