package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.cli.doctor.Doctor;
import dev.numaflow.isbsvc.cli.doctor.DoctorScreen;
import dev.numaflow.isbsvc.cli.doctor.Finding;
import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks whether the system itself is complete and works. */
@Command(
        name = "doctor",
        description = {
            "Checks whether everything is installed as this version ships it and works: definitions, broker, sources, triggers,"
                    + " functions, roles, admission, the heartbeat of repair, and writers that are not ours. Says what to do. It"
                    + " only reads.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 no problem, warnings or not; 1 a problem; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc doctor",
            "  kubectl isbsvc doctor -o json"
        })
final class DoctorCommand implements Callable<Integer> {

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Mixin
    private ReportFormat format;

    DoctorCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterAccess access = plugin.access()) {
            List<Finding> findings = new Doctor(access.api(), Instant.now()).inspect();
            console.out().print(format.isJson() ? JsonPrinter.print(findings) : DoctorScreen.print(findings));
            console.out().flush();
            return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM)
                    ? ExitCode.FAILURE
                    : ExitCode.GOOD;
        }
    }
}
