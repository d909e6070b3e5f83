package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Helm and Prometheus find nothing in what they are given. */
@Tag("tools")
class LintIT {

    private static final Path ALERTS = Repository.file("knative/manifests/monitoring/alerts.yaml");

    @TempDir
    Path folder;

    @Test
    void helmFindsNothingInTheChart() {
        RenderedManifests.check("lint", Repository.file("knative/helm/isbsvc"), "isbsvc-system");
    }

    @Test
    void prometheusReadsEveryAlert() {
        RenderedManifests.check("rules", ALERTS);
    }

    @Test
    void anExpressionThatPrometheusDoesNotReadIsFound() throws IOException {
        Path broken = Files.writeString(
                folder.resolve("alerts.yaml"),
                Files.readString(ALERTS).replace("max by (function, code) (", "max by (function, code ("));

        assertThatThrownBy(() -> RenderedManifests.check("rules", broken))
                .hasMessageContaining("IsbsvcDeadLetters")
                .hasMessageContaining("parse error");
    }
}
