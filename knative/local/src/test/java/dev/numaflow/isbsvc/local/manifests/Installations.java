package dev.numaflow.isbsvc.local.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Installations for tests, from manifests that are written in the test. */
public final class Installations {

    private Installations() {}

    public static Installation of(String manifests) {
        try {
            Path file = Files.createTempFile("manifests", ".yaml");
            try {
                return Installation.of(Document.read(Files.writeString(file, manifests)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
