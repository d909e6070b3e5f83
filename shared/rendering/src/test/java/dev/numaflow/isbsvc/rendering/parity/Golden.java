package dev.numaflow.isbsvc.rendering.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Numaflow itself makes of given services. */
final class Golden {

    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    static final List<String> OBJECTS =
            List.of("service", "statefulset", "configmap", "secret-server", "secret-client", "status-config");

    private static final Path CASES = Path.of("src/test/resources/golden/isbsvc");

    private Golden() {}

    static List<String> cases() {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ValidService service(String name) {
        return ServiceRules.check(read(name + "/isbsvc.yaml"), ControllerConfig.builtIn())
                .value();
    }

    static JsonNode object(String name, String object) {
        return read(name + "/numaflow/" + object + ".yaml");
    }

    private static JsonNode read(String path) {
        try {
            return YAML.readTree(CASES.resolve(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
