package dev.numaflow.isbsvc.local.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogTest {
    @TempDir
    Path folder;

    @Test
    void reportsNothingOfAnEarlierRun() throws Exception {
        Path file = Files.writeString(folder.resolve("creation.log"), "10:00 INFO EventHandling earlier\n");
        FunctionLog log = new FunctionLog(file);
        assertThat(log.freshLines()).isEmpty();
        Files.writeString(file, "11:00 INFO EventHandling now\n11:00 INFO Other\n", StandardOpenOption.APPEND);
        assertThat(log.freshLines()).containsExactly("now");
    }
}
