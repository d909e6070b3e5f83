package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The common options of commands that read a user's file. */
final class ManifestInput {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "YAML with the objects; - reads standard input.")
    private String file;

    @Option(
            names = "--controller-config",
            paramLabel = "FILE",
            description = "The configuration of Numaflow's controller, or its ConfigMap (default: a built-in one).")
    private Path controllerConfig;

    /** All objects of these kinds in the file. */
    Parsed<List<Manifest>> read(Console console, String namespace, List<String> kinds) {
        if (file == null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--filename=FILE'");
        }
        return TextFile.readOrStandardInput(file, console.in())
                .then(text -> new Manifests(namespace).read(text, TextFile.shown(file), kinds));
    }

    /** Whether a file was given. */
    boolean given() {
        return file != null;
    }

    /** The user's value, or the fallback. */
    Parsed<ControllerConfig> configOr(Supplier<Parsed<ControllerConfig>> other) {
        return controllerConfig == null ? other.get() : config();
    }

    Parsed<ControllerConfig> config() {
        return ControllerConfigFile.readOrBuiltIn(controllerConfig);
    }
}
