package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * Sample Secrets: valid, so that a server starts with them, and public, so that they are not taken for real ones. The certificate
 * is valid for localhost only.
 */
final class SampleMaterial {

    private static final String USER = "sampling";
    private static final String PASSWORD = "sample-password1";
    private static final String SYSTEM_PASSWORD = "sample-system-password-1";
    private static final String KEY = "sampleSAMPLEsampleSAMPLEsample12";

    /** When the sample certificate expires. */
    private static final Instant END = Instant.parse("2126-10-30T19:12:55Z");

    private SampleMaterial() {}

    static ServerMaterial read() {
        Certificates certificates = new Certificates(pem("key"), pem("cert"), pem("ca"), END);
        return new ServerMaterial(USER, PASSWORD, SYSTEM_PASSWORD, KEY, certificates, certificates);
    }

    private static String pem(String name) {
        try (InputStream text = SampleMaterial.class.getResourceAsStream("sample/" + name + ".pem")) {
            return new String(Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
