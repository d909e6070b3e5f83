package dev.numaflow.isbsvc.local;

import dev.numaflow.isbsvc.local.access.Kubeconfig;
import dev.numaflow.isbsvc.local.job.JobFailure;
import dev.numaflow.isbsvc.local.job.MainJob;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.RefusedManifest;
import dev.numaflow.isbsvc.local.realnode.RealNode;
import dev.numaflow.isbsvc.local.report.UnusableInput;
import dev.numaflow.isbsvc.local.serving.Serving;
import dev.numaflow.isbsvc.local.system.LocalSystem;
import dev.numaflow.isbsvc.local.system.Options;
import dev.numaflow.isbsvc.local.system.Repository;
import dev.numaflow.isbsvc.local.system.StateFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the system, runs the main job, and stays up until Ctrl-C, or exits with the result. */
@Command(name = "up", description = "Starts everything and does the main job.", mixinStandardHelpOptions = true)
final class Up implements Callable<Integer> {
    private static final Duration ALL_ASLEEP = Duration.ofMinutes(1);

    @Option(names = "--once", description = "End when the job is done: 0 if it was, 1 with the reason if not.")
    private boolean once;

    @Option(names = "--apply", paramLabel = "FILE", description = "Apply this instead of the examples; repeatable.")
    private List<Path> apply = List.of();

    @Option(
            names = "--api",
            defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Options.Api api;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Use that API server and start none.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(names = "--without", split = ",", description = "Leave out what is there already: ${COMPLETION-CANDIDATES}")
    private Set<Options.StandIn> without = EnumSet.noneOf(Options.StandIn.class);

    @Option(
            names = "--node",
            defaultValue = "processes",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); real needs root, containerd and runc")
    private Options.NodeKind node;

    @Option(
            names = "--dir",
            defaultValue = ".local",
            description = "Where everything is kept (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Option(
            names = "--keep",
            description = "Keep what an earlier run left in the folder; objects are kept only with --api real.")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        Options options =
                new Options(once, apply, api, kubeconfig.map(Kubeconfig::read), without, node, directory, keep);
        options.contradiction().ifPresent(contradiction -> {
            throw new UnusableInput(contradiction);
        });
        Console console = new Console(System.out);
        Repository repository = Repository.find();
        List<Document> documents = documents(options, repository);
        if (options.realNode()) {
            repository.functionsImage();
            RealNode.clear(StateFolder.of(options.directory()).node());
        }
        StateFolder folder = StateFolder.open(options.directory(), options.keep());
        LibraryLog.to(folder.logs().resolve("local.log"));
        try (LocalSystem system = new LocalSystem(options, folder, repository, console)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                console.silence();
                system.close();
            }));
            int code = run(system, documents, folder, console);
            if (!options.once()) {
                system.howToGoOn().forEach(console::report);
                // Only a signal ends the process, and its handler stops everything.
                new CountDownLatch(1).await();
            }
            console.silence();
            return code;
        }
    }

    private static int run(LocalSystem system, List<Document> documents, StateFolder folder, Console console)
            throws Exception {
        try {
            system.start();
            new MainJob(system.client(), folder, console).run(documents);
            if (!system.serving().awaitAsleep(ALL_ASLEEP)) {
                throw new JobFailure(
                        List.of("functions are still awake: " + system.serving().states()));
            }
            console.report("asleep   every function; starts so far: " + starts(system.serving()));
            console.report("done");
            return 0;
        } catch (JobFailure refusal) {
            console.fail(refusal.reasons());
            return 1;
        } catch (Exception failure) {
            if (console.silent()) {
                // Ctrl-C stops what this waits for, which is not a failure to report.
                return 1;
            }
            throw failure;
        }
    }

    private static Map<String, Integer> starts(Serving serving) {
        Map<String, Integer> starts = new TreeMap<>();
        serving.states().forEach((name, state) -> starts.put(name, state.starts()));
        return starts;
    }

    private static List<Document> documents(Options options, Repository repository) {
        List<Path> files = options.apply().isEmpty()
                ? List.of(
                        repository.example("minimal/isbsvc.yaml"), repository.example("simple-pipeline/pipeline.yaml"))
                : options.apply();
        return files.stream().flatMap(file -> documents(file).stream()).toList();
    }

    private static List<Document> documents(Path file) {
        try {
            List<Document> documents = Document.read(file);
            // Evaluated here, because a document without a name is rejected when its name is read.
            documents.forEach(Document::name);
            return documents;
        } catch (RefusedManifest | UncheckedIOException unusable) {
            throw new UnusableInput(unusable.getMessage());
        }
    }
}
