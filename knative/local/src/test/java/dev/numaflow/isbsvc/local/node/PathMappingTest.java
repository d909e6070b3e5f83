package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathMappingTest {
    private static final PathMapping PATHS = new PathMapping(
            List.of(
                    new PathMapping.Mount("data", "/data", Path.of("/v/data")),
                    new PathMapping.Mount("pid", "/var/run/nats", Path.of("/v/pid")),
                    new PathMapping.Mount("inner", "/data/inner", Path.of("/v/inner"))),
            Path.of("/root"));

    @Test
    void theLongestMountWins() {
        assertThat(PATHS.map("/data/inner/x")).isEqualTo(Path.of("/v/inner/x"));
        assertThat(PATHS.map("/data/innermost")).isEqualTo(Path.of("/v/data/innermost"));
    }

    @Test
    void whatIsNotMountedLiesInTheContainersOwnFolder() {
        assertThat(PATHS.map("/tmp/nats.log")).isEqualTo(Path.of("/root/tmp/nats.log"));
    }

    @Test
    void mapsThePathThatAnArgumentEndsIn() {
        assertThat(PATHS.mapArgument("-sl=ldm=/var/run/nats/nats.pid")).isEqualTo("-sl=ldm=/v/pid/nats.pid");
        assertThat(PATHS.mapArgument("/data")).isEqualTo("/v/data");
        assertThat(PATHS.mapArgument("--config")).isEqualTo("--config");
    }

    @Test
    void refusesAPathThatLeadsOut() {
        assertThatThrownBy(() -> PATHS.map("/data/../../etc/passwd")).hasMessageContaining("leads out");
    }
}
