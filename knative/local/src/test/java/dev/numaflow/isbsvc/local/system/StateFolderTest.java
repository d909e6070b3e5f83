package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.local.report.UnusableInput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    Path temporary;

    @Test
    void keepsLogsButNoAddressOfAnEarlierRun() throws Exception {
        StateFolder earlier = StateFolder.open(temporary.resolve("state"), false);
        Path log = Files.writeString(earlier.logs().resolve("creation.log"), "earlier");
        Files.writeString(earlier.endpoints(), "{}");
        Files.writeString(earlier.kubeconfig(), "{}");
        StateFolder kept = StateFolder.open(temporary.resolve("state"), true);
        assertThat(log).hasContent("earlier");
        assertThat(kept.endpoints()).doesNotExist();
        assertThat(kept.kubeconfig()).doesNotExist();
        StateFolder.open(temporary.resolve("state"), false);
        assertThat(log).doesNotExist();
    }

    @Test
    void refusesAFileAndAFolderOfSomebodyElse() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertThatThrownBy(() -> StateFolder.open(file, false))
                .isInstanceOf(UnusableInput.class)
                .hasMessage("--dir " + file + ": not a folder");
        assertThatThrownBy(() -> StateFolder.open(temporary, false))
                .isInstanceOf(UnusableInput.class)
                .hasMessageContaining("holds files that are not ours");
        assertThat(file).exists();
    }
}
