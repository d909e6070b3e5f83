package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that reads a user's file and contacts nothing. */
final class ManifestInput {

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "YAML with the objects; - reads standard input.")
    private String file;

    @Option(
            names = "--controller-config",
            paramLabel = "FILE",
            description = "The configuration of Numaflow's controller, or its ConfigMap (default: a built-in one).")
    private Path controllerConfig;

    /** Every object of these kinds in the file. */
    Parsed<List<Manifest>> read(Console console, String namespace, List<String> kinds) {
        return TextFile.readOrStandardInput(file, console.in())
                .then(text -> new Manifests(namespace).read(text, TextFile.shown(file), kinds));
    }

    Parsed<ControllerConfig> config() {
        return ControllerConfigFile.readOrBuiltIn(controllerConfig);
    }
}
