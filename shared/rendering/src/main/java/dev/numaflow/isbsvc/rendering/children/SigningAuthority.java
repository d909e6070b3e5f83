package dev.numaflow.isbsvc.rendering.children;

import java.time.Instant;

/**
 * The authority of the certificates of one service, as PEM text. No pod mounts it: whoever has its key can be a server.
 *
 * @param renew when the first certificate that it signed is to be renewed
 */
public record SigningAuthority(String privateKey, String cert, Instant renew) {

    @Override
    public String toString() {
        return "SigningAuthority[...]";
    }
}
