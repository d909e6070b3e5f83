package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that a user names. */
final class TextFile {

    static final String STANDARD_INPUT = "-";

    private TextFile() {}

    /** The file, or standard input where the name is {@value #STANDARD_INPUT}. */
    static Parsed<String> readOrStandardInput(String name, InputStream standardInput) {
        if (!name.equals(STANDARD_INPUT)) {
            return read(Path.of(name));
        }
        try {
            return Parsed.of(new String(standardInput.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return unreadable("standard input", e.getMessage());
        }
    }

    static Parsed<String> read(Path file) {
        if (Files.isDirectory(file)) {
            return unreadable(file.toString(), "a directory");
        }
        try {
            return Parsed.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return unreadable(file.toString(), "no such file");
        } catch (IOException e) {
            return unreadable(file.toString(), e.toString());
        }
    }

    private static Parsed<String> unreadable(String name, String found) {
        return Parsed.refused(new Violation(name, found, "a file that can be read"));
    }
}
