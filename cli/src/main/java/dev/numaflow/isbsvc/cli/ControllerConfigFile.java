package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import java.nio.file.Path;

/** The controller's configuration of a command: from a file, or the built-in one. */
final class ControllerConfigFile {

    private ControllerConfigFile() {}

    /** @param file contains the configuration itself, or its ConfigMap; may be null */
    static Parsed<ControllerConfig> readOrBuiltIn(Path file) {
        return file == null ? Parsed.of(ControllerConfig.builtIn()) : read(file);
    }

    private static Parsed<ControllerConfig> read(Path file) {
        return TextFile.read(file)
                .then(text -> YamlDocuments.read(text, file.toString()).then(documents -> {
                    JsonNode tree = documents.size() == 1 ? documents.get(0) : null;
                    if (tree != null && tree.at("/isbsvc/jetstream").isObject()) {
                        return ControllerConfig.parse(text);
                    }
                    JsonNode inConfigMap =
                            tree == null ? null : tree.path("data").path(ControllerConfig.KEY);
                    return inConfigMap != null && inConfigMap.isTextual()
                            ? ControllerConfig.parse(inConfigMap.asText())
                            : none(file);
                }));
    }

    private static Parsed<ControllerConfig> none(Path file) {
        return Parsed.refused(new Violation(
                file.toString(),
                "no configuration of a controller",
                "YAML with isbsvc.jetstream, or the ConfigMap " + ControllerConfig.CONFIG_MAP));
    }
}
