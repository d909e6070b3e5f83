package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints every object that would be created for the services in a file. */
@Command(
        name = "render",
        description = {
            "Prints every object that is made for an InterStepBufferService, as one stream of YAML. Nothing is contacted; the"
                    + " Secrets hold samples, the same each time. For reading and comparing, not for applying.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  kubectl isbsvc render -f isbsvc.yaml",
            "  kubectl isbsvc render -f - --controller-config controller-config.yaml < isbsvc.yaml"
        })
final class RenderCommand implements Callable<Integer> {

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Mixin
    private ManifestInput input;

    RenderCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        Parsed<List<Manifest>> manifests = input.read(console, plugin.namespace, List.of(Kinds.SERVICE));
        Parsed<List<ValidService>> services =
                input.config().and(manifests, RenderCommand::check).then(checked -> checked);
        return console.finish(services, this::print);
    }

    private static Parsed<List<ValidService>> check(ControllerConfig config, List<Manifest> manifests) {
        return All.of(manifests, manifest -> manifest.read(tree -> ServiceRules.check(tree, config)));
    }

    private String print(List<ValidService> services) {
        services.forEach(this::warn);
        return services.stream()
                .flatMap(service -> ServiceObjects.of(service).stream())
                .map(YamlPrinter::print)
                .collect(Collectors.joining("---\n"));
    }

    private void warn(ValidService service) {
        service.warnings().forEach(warning -> console.warn(Kinds.SERVICE + " " + service.names() + ": " + warning));
    }
}
