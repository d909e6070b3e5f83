package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart in the repository is the one of its manifests. */
class HelmTemplatesTest {

    private static final Path CHART = Repository.file("knative/helm/isbsvc");

    /** {@code -Dhelm.write=true} writes them. */
    @Test
    void theTemplatesAreThoseOfTheManifests() throws IOException {
        Map<String, String> templates = HelmTemplates.all();
        if (Boolean.getBoolean("helm.write")) {
            write(templates);
        }
        assertThat(written()).isEqualTo(templates);
    }

    private static Map<String, String> written() throws IOException {
        Map<String, String> written = new TreeMap<>();
        try (Stream<Path> files = Files.walk(CHART.resolve("templates"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                written.put(CHART.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return written;
    }

    private static void write(Map<String, String> templates) throws IOException {
        for (String gone : written().keySet()) {
            Files.delete(CHART.resolve(gone));
        }
        for (Map.Entry<String, String> template : templates.entrySet()) {
            Path file = CHART.resolve(template.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, template.getValue());
        }
    }
}
