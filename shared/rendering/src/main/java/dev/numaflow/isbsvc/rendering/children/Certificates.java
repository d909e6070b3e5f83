package dev.numaflow.isbsvc.rendering.children;

import java.time.Instant;

/**
 * A certificate, its private key and the authority that signed it, each as PEM text.
 *
 * @param expires when the certificate ends
 */
public record Certificates(String privateKey, String cert, String caCert, Instant expires) {

    @Override
    public String toString() {
        return "Certificates[...]";
    }
}
