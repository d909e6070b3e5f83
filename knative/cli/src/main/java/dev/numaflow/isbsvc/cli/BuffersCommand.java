package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.buffers.BufferUsers;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints every stream, consumer and bucket that is made for the pipelines in a file. */
@Command(
        name = "buffers",
        description = {
            "Prints every stream, consumer and bucket that is made for Pipelines and ServingPipelines. Nothing is contacted.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  kubectl isbsvc buffers -f pipeline.yaml",
            "  kubectl isbsvc buffers -f pipeline.yaml --isbsvc isbsvc.yaml -o json",
            "  kubectl get pipelines -o yaml | kubectl isbsvc buffers -f -"
        })
final class BuffersCommand implements Callable<Integer> {

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Mixin
    private ManifestInput input;

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
        Parsed<PlannedStreams> planned = configs()
                .and(users(), BuffersCommand::plan)
                .then(plans -> plans)
                .then(PlannedStreams::of);
        return console.finish(planned, output::print);
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

    private Parsed<List<BufferUser>> users() {
        List<String> kinds = List.of(Kinds.PIPELINE, Kinds.SERVING_PIPELINE);
        return input.read(console, plugin.namespace, kinds)
                .then(manifests -> All.of(manifests, manifest -> manifest.read(BufferUsers::read)));
    }

    private static Parsed<List<BufferPlan>> plan(BufferConfigs configs, List<BufferUser> users) {
        List<StreamOwner> written = users.stream().map(BufferUser::owner).toList();
        return All.of(users, user -> configs.configFor(user).map(config -> user.plans(config).stream()
                        .filter(plan -> isItsOwn(plan, user) || !isAmong(written, plan.owner()))
                        .toList()))
                .map(plans -> plans.stream().flatMap(List::stream).toList());
    }

    /** The Pipeline of a ServingPipeline may be written in the same file, and then counts as it is written. */
    private static boolean isAmong(List<StreamOwner> written, StreamOwner owner) {
        return written.stream().anyMatch(owner::hasNameOf);
    }

    private static boolean isItsOwn(BufferPlan plan, BufferUser user) {
        return plan.owner().equals(user.owner());
    }
}
