package dev.numaflow.isbsvc.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedNamespaceTest {

    @TempDir
    private Path folder;

    @Test
    void isThatOfTheAccount() throws IOException {
        Path file = Files.writeString(folder.resolve("namespace"), "elsewhere\n");

        assertThat(new MountedNamespace(file).getValue("isbsvc.namespace")).isEqualTo("elsewhere");
    }

    @Test
    void saysNothingOutsideOfAPod() {
        assertThat(new MountedNamespace(folder.resolve("absent")).getPropertyNames())
                .isEmpty();
    }

    @Test
    void everyFunctionAsksIt() {
        assertThat(ServiceLoader.load(ConfigSource.class)).hasAtLeastOneElementOfType(MountedNamespace.class);
    }
}
