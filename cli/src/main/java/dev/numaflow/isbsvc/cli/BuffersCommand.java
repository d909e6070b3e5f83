package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints every stream, consumer and bucket that is created for Pipelines, or compares the desired ones with the servers. */
@Command(
        name = "buffers",
        description = {
            "Prints every stream, consumer and bucket that is made for Pipelines and ServingPipelines. Nothing is contacted.",
            "",
            "With --live the servers of a service are asked instead, and nothing is written: what is asked for is present, missing,"
                    + " damaged, drifted (with each setting) or taken by another Pipeline; other streams are unwanted, moved"
                    + " (of a Pipeline that uses another service now; with what waits, and how to have it deleted),"
                    + " orphaned or foreign. A foreign stream is no difference. With -f the Pipelines of the file count as if they were"
                    + " applied, and every service that they use is shown whole. What could not be reached is named.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 good; with --live as it is asked for; 1 failure, or not every server was reached; 2 there are"
                    + " differences; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc buffers -f pipeline.yaml",
            "  kubectl isbsvc buffers -f pipeline.yaml --isbsvc isbsvc.yaml -o json",
            "  kubectl get pipelines -o yaml | kubectl isbsvc buffers -f -",
            "  kubectl isbsvc buffers default --live",
            "  kubectl isbsvc buffers -f pipeline.yaml --live -o json"
        })
final class BuffersCommand implements Callable<Integer> {

    private static final List<String> KINDS = List.of(Kinds.PIPELINE, Kinds.SERVING_PIPELINE);

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Mixin
    private ManifestInput input;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The InterStepBufferService to show; only with --live, and instead of -f.")
    private String name;

    @Option(
            names = "--live",
            description =
                    "Compare with what the servers hold. The controller's configuration is then that of the cluster.")
    private boolean live;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--isbsvc",
            paramLabel = "FILE",
            description =
                    "YAML with the InterStepBufferServices they use (default: three nodes and no settings of their own).")
    private Path isbsvc;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: table). JSON and YAML are as the JetStream API reports.")
    private OutputFormat output;

    BuffersCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        checkUsage();
        if (live) {
            return live();
        }
        Parsed<PlannedStreams> planned = configs()
                .and(users(), BuffersCommand::plan)
                .then(plans -> plans)
                .then(PlannedStreams::of);
        return console.finish(planned, output::print);
    }

    private void checkUsage() {
        if (!live && name != null) {
            throw new ParameterException(command.commandLine(), "NAME takes --live");
        }
        if (live && input.given() == (name != null)) {
            throw new ParameterException(command.commandLine(), "--live takes either NAME or -f FILE");
        }
        if (live && (isbsvc != null || output == OutputFormat.YAML)) {
            throw new ParameterException(command.commandLine(), "--live takes neither --isbsvc nor -o yaml");
        }
    }

    private int live() {
        try (ClusterAccess access = plugin.access()) {
            LiveComparison comparison = new LiveComparison(access, console, output == OutputFormat.JSON);
            Parsed<ControllerConfig> config =
                    input.configOr(() -> new LivePreview(access.objects()).controllerConfig());
            Parsed<List<Manifest>> written =
                    name == null ? input.read(console, access.namespace(), KINDS) : Parsed.of(List.of());
            Parsed<Integer> exitCode = config.and(
                    written.then(manifests -> All.of(manifests, manifest -> manifest.read(PipelineLikes::read))
                            .map(users -> manifests)),
                    (controller, manifests) -> name == null
                            ? comparison.of(manifests, controller)
                            : comparison.of(new Names(access.namespace(), name), controller));
            exitCode.violations().forEach(violation -> console.error(violation.toString()));
            return exitCode.isGood() ? exitCode.value() : ExitCode.FAILURE;
        }
    }

    private Parsed<BufferConfigs> configs() {
        Parsed<ControllerConfig> config = input.config();
        return isbsvc == null ? config.then(BufferConfigs::ofController) : config.then(this::configsOfServices);
    }

    private Parsed<BufferConfigs> configsOfServices(ControllerConfig config) {
        return TextFile.read(isbsvc)
                .then(text -> new Manifests(plugin.namespace).read(text, isbsvc.toString(), List.of(Kinds.SERVICE)))
                .then(manifests ->
                        All.of(manifests, manifest -> manifest.read(tree -> ServiceRules.check(tree, config))))
                .map(services -> BufferConfigs.of(services, console::warn));
    }

    private Parsed<List<PipelineLike>> users() {
        return input.read(console, plugin.namespace, KINDS)
                .then(manifests -> All.of(manifests, manifest -> manifest.read(PipelineLikes::read)));
    }

    private static Parsed<List<BufferPlan>> plan(BufferConfigs configs, List<PipelineLike> users) {
        List<StreamOwner> written = users.stream().map(PipelineLike::owner).toList();
        return All.of(users, user -> configs.configFor(user).map(config -> user.plans(config).stream()
                        .filter(plan -> isItsOwn(plan, user) || !isAmong(written, plan.owner()))
                        .toList()))
                .map(plans -> plans.stream().flatMap(List::stream).toList());
    }

    /** The Pipeline of a ServingPipeline may be in the same file, which then takes precedence. */
    private static boolean isAmong(List<StreamOwner> written, StreamOwner owner) {
        return written.stream().anyMatch(owner::hasNameOf);
    }

    private static boolean isItsOwn(BufferPlan plan, PipelineLike user) {
        return plan.owner().equals(user.owner());
    }
}
