package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files of a command line. */
final class TextFile {

    private static final String DASH = "-";
    private static final String STANDARD_INPUT = "standard input";

    private TextFile() {}

    /** The name of a file in messages. */
    static String shown(String name) {
        return name.equals(DASH) ? STANDARD_INPUT : name;
    }

    /** Reads the file, or standard input where the name is {@value #DASH}. */
    static Parsed<String> readOrStandardInput(String name, InputStream standardInput) {
        if (!name.equals(DASH)) {
            return read(Path.of(name));
        }
        try {
            return Parsed.of(new String(standardInput.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return unreadable(STANDARD_INPUT, e.getMessage());
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
