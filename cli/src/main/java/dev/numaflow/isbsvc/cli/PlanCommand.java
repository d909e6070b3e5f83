package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the effects of a change of a service, using the classes that apply it. */
@Command(
        name = "plan",
        description = {
            "Shows what a change of an InterStepBufferService would do: each field that differs, its effect, what is held and why,"
                    + " and which objects are written in which order. With -f it is compared with the cluster, which is only read;"
                    + " the servers themselves are not asked, so messages are taken to be there. With --from and --to nothing is"
                    + " contacted, and the service is taken to run as the old file asks.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 nothing changes; 1 failure; 2 there are changes; 3 something is held or refused; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc plan -f isbsvc.yaml",
            "  kubectl isbsvc plan --from isbsvc.yaml --to isbsvc-new.yaml",
            "  git show HEAD:isbsvc.yaml | kubectl isbsvc plan --from - --to isbsvc.yaml -o json"
        })
final class PlanCommand implements Callable<Integer> {

    private final KubectlIsbsvc plugin;
    private final Console console;

    @ArgGroup(multiplicity = "1")
    private Comparison comparison;

    /** The base of the comparison: the cluster, or another file. */
    static final class Comparison {
        @Option(
                names = {"-f", "--filename"},
                required = true,
                paramLabel = "FILE",
                description = "YAML with the InterStepBufferService as it would be applied; - reads standard input.")
        private String file;

        @ArgGroup(exclusive = false)
        private Files files;
    }

    /** Two states of a service that need not exist. */
    static final class Files {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "FILE",
                description = "YAML with the InterStepBufferService as it runs; - reads standard input.")
        private String from;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "FILE",
                description = "YAML with the same InterStepBufferService as it shall be.")
        private String to;
    }

    @Option(
            names = "--controller-config",
            paramLabel = "FILE",
            description =
                    "The configuration of Numaflow's controller, or its ConfigMap (default: the cluster's, or a built-in one).")
    private Path controllerConfig;

    @Mixin
    private ReportFormat format;

    PlanCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        Parsed<ChangePreview> plan = comparison.files == null ? live(comparison.file) : offline(comparison.files);
        int failed = console.finish(plan, format.isJson() ? ChangePreviewText::json : ChangePreviewText::table);
        return failed == ExitCode.GOOD ? exitCode(plan.value()) : failed;
    }

    private static int exitCode(ChangePreview plan) {
        if (plan.holdsSomething()) {
            return ExitCode.HELD;
        }
        return plan.changesNothing() ? ExitCode.GOOD : ExitCode.CHANGES;
    }

    private Parsed<ChangePreview> live(String file) {
        try (ClusterAccess access = plugin.access()) {
            LivePreview plan = new LivePreview(access.objects());
            Parsed<ControllerConfig> config = controllerConfig == null
                    ? plan.controllerConfig()
                    : ControllerConfigFile.readOrBuiltIn(controllerConfig);
            return config.and(read(file), plan::of).then(planned -> planned);
        }
    }

    private Parsed<ChangePreview> offline(Files files) {
        return ControllerConfigFile.readOrBuiltIn(controllerConfig).then(config -> read(files.from)
                .and(read(files.to), new OfflinePreview(config)::of)
                .then(planned -> planned));
    }

    private Parsed<Manifest> read(String file) {
        return TextFile.readOrStandardInput(file, console.in())
                .then(text -> new Manifests(plugin.namespace).read(text, TextFile.shown(file), List.of(Kinds.SERVICE)))
                .then(manifests -> manifests.size() == 1
                        ? Parsed.of(manifests.get(0))
                        : Parsed.refused(
                                new Violation(TextFile.shown(file), manifests.size() + " services", "one to compare")));
    }
}
