package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import dev.numaflow.isbsvc.cli.status.ServiceFacts;
import dev.numaflow.isbsvc.cli.status.StatusReader;
import dev.numaflow.isbsvc.cli.status.StatusScreen;
import dev.numaflow.isbsvc.cli.status.Verdict;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the status of one service. */
@Command(
        name = "status",
        description = {
            "Shows on one screen how an InterStepBufferService stands: conditions, held changes, nodes, buffers, secrets, Events."
                    + " What could not be reached is named.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 Running with all its nodes, and nothing held; 1 not so, or not found; 3 a change is held or the spec is"
                    + " refused; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc status default",
            "  kubectl isbsvc status default -n team-a -o json"
        })
final class StatusCommand implements Callable<Integer> {

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The InterStepBufferService.")
    private String name;

    @Mixin
    private ReportFormat format;

    StatusCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterAccess access = plugin.access()) {
            Names names = new Names(access.namespace(), name);
            Reached<Optional<ServiceFacts>> facts = new StatusReader(access.api(), access.objects()).read(names);
            if (!facts.came() || facts.value().isEmpty()) {
                console.error("InterStepBufferService " + names + ": " + (facts.came() ? "not found" : facts.why()));
                return ExitCode.FAILURE;
            }
            return show(facts.value().get());
        }
    }

    private int show(ServiceFacts facts) {
        console.out().print(format.isJson() ? JsonPrinter.print(facts) : StatusScreen.print(facts, Instant.now()));
        console.out().flush();
        return switch (Verdict.of(facts)) {
            case WELL -> ExitCode.GOOD;
            case HELD -> ExitCode.HELD;
            case UNWELL -> ExitCode.FAILURE;
        };
    }
}
