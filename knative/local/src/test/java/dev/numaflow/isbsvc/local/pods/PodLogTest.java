package dev.numaflow.isbsvc.local.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodLogTest {
    @TempDir
    Path folder;

    @Test
    void copiesWholeLinesOnceAndJoinsTheirParts() throws IOException {
        Path from = folder.resolve("0.log");
        Path to = folder.resolve("creation.log");
        PodLog log = new PodLog(from, to);
        log.copy();
        assertThat(to).doesNotExist();

        Files.writeString(from, "2026-01-01T00:00:00.1Z stdout F one\n2026-01-01T00:00:00.2Z stderr P tw");
        log.copy();
        assertThat(to).hasContent("one\n");

        Files.writeString(from, "o, \n2026-01-01T00:00:00.3Z stderr F three\n", StandardOpenOption.APPEND);
        log.copy();
        log.copy();
        assertThat(to).hasContent("one\ntwo, three\n");
    }
}
