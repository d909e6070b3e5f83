package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The kubectl plugin: its commands, their common options, and their exit. */
@Command(
        name = "kubectl isbsvc",
        description = "Shows what becomes of InterStepBufferServices and of the Pipelines that use them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 good; 1 failure or input that is refused; 2 there are changes; 3 something is held or refused; 64 wrong"
                    + " usage."
        })
public final class KubectlIsbsvc {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            scope = ScopeType.INHERIT,
            description =
                    "The namespace of objects that state none, as in kubectl (default: that of the context; default where"
                            + " nothing is contacted).")
    String namespace;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            scope = ScopeType.INHERIT,
            description = "The kubeconfig context to use, as in kubectl; commands that contact nothing ignore it.")
    String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The kubeconfig file to use, as in kubectl; commands that contact nothing ignore it.")
    Path kubeconfig;

    public static void main(String[] args) {
        Console console = new Console(
                System.in,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(run(console, args));
    }

    static int run(Console console, String... args) {
        KubectlIsbsvc plugin = new KubectlIsbsvc();
        return new CommandLine(plugin)
                .addSubcommand(new RenderCommand(plugin, console))
                .addSubcommand(new BuffersCommand(plugin, console))
                .addSubcommand(new StatusCommand(plugin, console))
                .addSubcommand(new DoctorCommand(plugin, console))
                .addSubcommand(new ReplayCommand(plugin, console))
                .addSubcommand(new PlanCommand(plugin, console))
                .addSubcommand(new ReleaseCommand(plugin, console))
                .setOut(console.out())
                .setErr(console.err())
                .setParameterExceptionHandler((mistake, arguments) -> wrongUsage(mistake, console))
                .setExecutionExceptionHandler((failure, command, result) -> failure(failure, console))
                .execute(args);
    }

    /** The cluster that the options name. */
    ClusterAccess access() {
        return ClusterAccess.open(new ClusterAccess.Choice(kubeconfig, context, namespace));
    }

    private static int wrongUsage(ParameterException mistake, Console console) {
        CommandLine command = mistake.getCommandLine();
        console.error(mistake.getMessage());
        console.err().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        console.err().flush();
        return ExitCode.USAGE;
    }

    /** Prints no stack trace: a user cannot act on it. */
    private static int failure(Exception failure, Console console) {
        Throwable root = failure;
        // The client's message only says that an error has occurred.
        while (root instanceof KubernetesClientException && root.getCause() != null) {
            root = root.getCause();
        }
        console.error(root.getMessage() == null ? root.toString() : root.getMessage());
        return ExitCode.FAILURE;
    }
}
