package dev.numaflow.isbsvc.rendering.children;

/** A certificate, its private key and the authority that signed it, each as PEM text. */
public record Certificates(String privateKey, String cert, String caCert) {

    @Override
    public String toString() {
        return "Certificates[...]";
    }
}
