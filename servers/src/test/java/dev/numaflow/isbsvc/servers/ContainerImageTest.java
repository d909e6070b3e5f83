package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerImageTest {
    @TempDir
    Path folder;

    @Test
    void hasTheProgramAsAnExecutableInALayerThatTheManifestNames() throws IOException {
        Path program = Files.writeString(folder.resolve("program"), "content");
        Path tar = folder.resolve("image.tar");

        new ContainerImage("docker.io/library/nats:1", Map.of("/nats-server", program), "/nats-server").writeTo(tar);

        Map<String, String> image = new LinkedHashMap<>();
        read(Files.newInputStream(tar), image);
        String layer = image.keySet().stream()
                .filter(name -> name.endsWith("/layer.tar"))
                .findFirst()
                .orElseThrow();
        assertThat(image.get("manifest.json"))
                .contains("\"RepoTags\": [\"docker.io/library/nats:1\"]")
                .contains("\"Layers\": [\"" + layer + "\"]");
        assertThat(image.get("config.json"))
                .contains("sha256:" + layer.replace("/layer.tar", ""))
                .contains("\"Entrypoint\": [\"/nats-server\"]");
        Map<String, String> files = new LinkedHashMap<>();
        Map<String, Integer> modes =
                read(new ByteArrayInputStream(image.get(layer).getBytes(StandardCharsets.ISO_8859_1)), files);
        assertThat(files).containsEntry("nats-server", "content").containsKey("tmp/");
        assertThat(modes.get("nats-server") & 0777).isEqualTo(0755);
    }

    /** Puts the content of each entry into the map; returns their modes. */
    private static Map<String, Integer> read(InputStream from, Map<String, String> into) throws IOException {
        Map<String, Integer> modes = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(from)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                into.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1));
                modes.put(entry.getName(), entry.getMode());
            }
        }
        return modes;
    }
}
