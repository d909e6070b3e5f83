package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Leaves a service to Numaflow's controller, or says what keeps it here. */
@Command(
        name = "release",
        description = {
            "Shows what becomes of each part of an InterStepBufferService when it is left to Numaflow's controller, and what keeps it"
                    + " here: what would be lost when that controller writes its own rendering.",
            "",
            "With --yes the service is annotated, the functions let go of it, and the command waits until they have. Pods of ours"
                    + " are replaced before that, one by one, by those that Numaflow's controller renders; others are not restarted."
                    + " Where that controller replaces pods afterwards all the same, the table says so.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 it is left; 1 failure, not found, or the functions have not let go in time; 2 it can be left;"
                    + " 3 something keeps it here; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc release default -n team-a",
            "  kubectl isbsvc release default -n team-a --yes"
        })
final class ReleaseCommand implements Callable<Integer> {

    private static final long BETWEEN_READS_MILLISECONDS = 500;

    private final KubectlIsbsvc plugin;
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The InterStepBufferService.")
    private String name;

    @Option(names = "--yes", description = "Leave it, unless something keeps it here. Without, nothing is written.")
    private boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "With --yes: how long to wait for the functions (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Mixin
    private ReportFormat format;

    ReleaseCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterAccess access = plugin.access()) {
            Cluster objects = access.objects();
            ObjectRef ref = ObjectRef.of(new Names(access.namespace(), name));
            Optional<JsonNode> live = objects.get(ref);
            if (live.isEmpty()) {
                console.error("InterStepBufferService " + ref.namespace() + "/" + ref.name() + ": not found");
                return ExitCode.FAILURE;
            }
            return Release.isDone(live.get()) ? left(ref) : decide(objects, ref, live.get());
        }
    }

    private int decide(Cluster objects, ObjectRef ref, JsonNode live) throws InterruptedException {
        LivePreview preview = new LivePreview(objects);
        Parsed<ReleaseDecision> decision = preview.controllerConfig().then(config -> preview.release(config, live));
        int failed = console.finish(decision, format.isJson() ? ReleaseText::json : ReleaseText::table);
        if (failed != ExitCode.GOOD) {
            return failed;
        }
        if (decision.value().isBlocked()) {
            return ExitCode.HELD;
        }
        if (!yes) {
            console.err()
                    .println(
                            "Nothing is written. To leave it to Numaflow's controller, repeat the command with --yes.");
            console.err().flush();
            return ExitCode.CHANGES;
        }
        new ObjectEdit(objects).write(live, Release::isAsked, ReleaseMark::on);
        return awaited(objects, ref, decision.value().rollsPods());
    }

    private int awaited(Cluster objects, ObjectRef ref, boolean rollsPods) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(timeout));
        do {
            Optional<JsonNode> live = objects.get(ref);
            if (live.filter(each -> !Release.isDone(each)).isEmpty()) {
                return left(ref);
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_READS_MILLISECONDS);
        } while (Instant.now().isBefore(end));
        console.error("the functions have not let go of it within " + timeout
                + " s; "
                + objects.get(ref).map(live -> ReleaseWait.of(live, rollsPods)).orElse("it is gone")
                + ". See:" + " kubectl isbsvc status " + ref.name() + " -n "
                + ref.namespace());
        return ExitCode.FAILURE;
    }

    private int left(ObjectRef ref) {
        console.err().println(ref.namespace() + "/" + ref.name() + " is left to Numaflow's controller.");
        console.err().flush();
        return ExitCode.GOOD;
    }
}
