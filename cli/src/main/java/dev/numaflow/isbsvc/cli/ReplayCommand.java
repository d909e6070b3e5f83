package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.cli.access.Installation;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.replay.Curl;
import dev.numaflow.isbsvc.cli.replay.RecordedEvents;
import dev.numaflow.isbsvc.cli.replay.Replay;
import dev.numaflow.isbsvc.cli.replay.Sink;
import dev.numaflow.isbsvc.cli.replay.Subject;
import dev.numaflow.isbsvc.cli.replay.Wake;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends events again: created for live services, or as recorded. */
@Command(
        name = "replay",
        description = {
            "Sends the events again that make the functions reconcile a service, or events that were recorded. A function acts on"
                    + " live objects, never on the content of an event: replaying any event at any time is harmless.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 every event was taken by the broker; 1 one was not, or there is no such service; 64 wrong usage.",
            "",
            "Examples:",
            "  kubectl isbsvc replay default",
            "  kubectl isbsvc replay --all --function health",
            "  kubectl isbsvc replay --event recorded.json --broker http://localhost:8080/isbsvc-system/default",
            "  kubectl isbsvc replay default --print"
        })
final class ReplayCommand implements Callable<Integer> {

    private static final String SOURCE = "kubectl-isbsvc";

    private final KubectlIsbsvc plugin;
    private final Console console;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
            names = "--function",
            paramLabel = "FUNCTION",
            completionCandidates = Functions.class,
            converter = Functions.class,
            description = "Wake this one alone: ${COMPLETION-CANDIDATES} (default: whatever a service may need).")
    private Wake function;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "Where events are posted (default: what the Broker " + Installed.BROKER + " in "
                    + "the functions' namespace says).")
    private URI broker;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "With --broker: the token to post with, where Knative demands one, as kubectl create token writes it.")
    private String tokenFile;

    @Option(names = "--print", description = "Send nothing: print each request as a curl command.")
    private boolean print;

    /** Exactly one of these. */
    private static final class What {
        @Parameters(paramLabel = "NAME", description = "The InterStepBufferService.")
        private String name;

        @Option(names = "--all", description = "Every service of every namespace; with -n, of that one.")
        private boolean all;

        @Option(
                names = "--event",
                paramLabel = "FILE",
                description =
                        "JSON CloudEvents that were recorded: one, an array, or one a line; - reads standard input.")
        private String file;
    }

    ReplayCommand(KubectlIsbsvc plugin, Console console) {
        this.plugin = plugin;
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterAccess access = plugin.access()) {
            Reached<List<CloudEvent>> events = what.file == null ? made(access) : recorded();
            Reached<Sink> sink = events.then(any -> sink(access.api()));
            if (!sink.came()) {
                console.error(sink.why());
                return ExitCode.FAILURE;
            }
            return replay(sink.value(), events.value());
        }
    }

    private int replay(Sink sink, List<CloudEvent> events) {
        if (print) {
            console.out().print(Curl.print(sink, events));
            console.out().flush();
            return ExitCode.GOOD;
        }
        return new Replay(sink, console.out()).send(events) ? ExitCode.GOOD : ExitCode.FAILURE;
    }

    private Reached<Sink> sink(Api api) {
        if (broker != null) {
            return Reached.of(Sink.at(broker, tokenFile == null ? "" : tokenFile));
        }
        if (tokenFile != null) {
            return Reached.not("--token-file is for a broker that is named with --broker");
        }
        String namespace = Installation.of(api).namespace();
        Reached<Sink> sink = Sink.ofCluster(api, namespace);
        return sink.came()
                ? sink
                : Reached.not("Broker " + namespace + "/" + Installed.BROKER + ": " + sink.why()
                        + "; or name one with --broker");
    }

    private Reached<List<CloudEvent>> recorded() {
        Parsed<List<CloudEvent>> events = TextFile.readOrStandardInput(what.file, console.in())
                .then(text -> RecordedEvents.read(text, TextFile.shown(what.file)));
        return events.isGood()
                ? Reached.of(events.value())
                : Reached.not(events.violations().get(0).toString());
    }

    private Reached<List<CloudEvent>> made(ClusterAccess access) {
        return access.api().reach(() -> services(access)).then(services -> {
            if (services.isEmpty()) {
                return Reached.not(what.all ? "there is no service" : names(access) + " is not there");
            }
            return access.api().reach(() -> events(access.objects(), access.namespace(), services));
        });
    }

    private List<JsonNode> services(ClusterAccess access) {
        Cluster objects = access.objects();
        if (!what.all) {
            return objects.get(ObjectRef.of(names(access))).stream().toList();
        }
        return access.statedNamespace()
                .map(namespace -> objects.list(ObjectKind.ISB_SERVICE, namespace))
                .orElseGet(() -> objects.list(ObjectKind.ISB_SERVICE));
    }

    private Names names(ClusterAccess access) {
        return new Names(access.namespace(), what.name);
    }

    private List<CloudEvent> events(Cluster objects, String namespace, List<JsonNode> services) {
        PipelineSource source = new PipelineSource(objects);
        LivePipelines pipelines = what.all ? source.everywhere() : source.in(namespace);
        return services.stream()
                .map(tree -> Subject.of(tree, pipelines))
                .flatMap(service -> (function == null ? Wake.all(service) : function.events(service)).stream())
                .distinct()
                .map(event -> event.from(SOURCE))
                .toList();
    }
}
