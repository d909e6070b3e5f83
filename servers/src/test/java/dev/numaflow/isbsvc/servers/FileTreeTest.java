package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws Exception {
        Files.createDirectories(folder.resolve("tree/deep/deeper"));
        Files.createFile(folder.resolve("tree/deep/file"));
        Files.createFile(folder.resolve("beside"));
        Files.createSymbolicLink(folder.resolve("tree/link"), folder.resolve("beside"));
    }

    @Test
    void deletesAFolderWithAllThatIsInItAndFollowsNoLink() throws Exception {
        FileTree.delete(folder.resolve("tree"));

        assertThat(folder).isDirectoryContaining("glob:**/beside").isDirectoryNotContaining("glob:**/tree");
    }

    @Test
    void aFolderThatIsEmptiedStays() throws Exception {
        FileTree.empty(folder.resolve("tree"));

        assertThat(folder.resolve("tree")).isEmptyDirectory();
    }

    @Test
    void deletingWhatIsNotThereDoesNothing() throws Exception {
        FileTree.delete(folder.resolve("absent"));

        assertThat(folder.resolve("absent")).doesNotExist();
    }
}
