package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.access.ServiceAccounts;
import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.serving.Instance;
import dev.numaflow.isbsvc.local.serving.Launcher;
import dev.numaflow.isbsvc.local.serving.ProcessInstance;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs functions as their containers do: with their own environment and identity, nothing from this process. */
public final class FunctionProcesses implements Launcher {
    private final Repository repository;
    private final StateFolder folder;
    private final Map<ObjectName, Path> kubeconfigs;
    private final Supplier<Map<String, String>> overrides;
    private final Optional<NameLookup> lookup;

    /**
     * @param overrides what each function finds in its environment only on this machine
     * @param hosts the file with the names of pods that run on this machine, if any do
     */
    public FunctionProcesses(
            Repository repository,
            StateFolder folder,
            Installation installation,
            ServiceAccounts accounts,
            Supplier<Map<String, String>> overrides,
            Optional<Path> hosts) {
        this.repository = repository;
        this.folder = folder;
        this.kubeconfigs = installation.functions().parallelStream()
                .collect(Collectors.toConcurrentMap(
                        FunctionService::name, function -> accounts.kubeconfig(account(function))));
        this.overrides = overrides;
        this.lookup = hosts.map(file -> NameLookup.in(folder.path(), file));
        // A function that was never built is reported at the start, not at its first event.
        installation.functions().forEach(function -> repository.program(function.image()));
    }

    @Override
    public Instance launch(FunctionService function) {
        int port = freePort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(java, "-jar", repository.program(function.image()).toString());
        ChildProcess process = ChildProcess.start(new ChildProcess.Command(
                command,
                environment(function, port),
                true,
                folder.path(),
                folder.logs().resolve(function.name().name() + ".log")));
        return new ProcessInstance(process, port);
    }

    private static int freePort() {
        try {
            return FreePorts.one();
        } catch (IOException exhausted) {
            throw new UncheckedIOException(exhausted);
        }
    }

    private Map<String, String> environment(FunctionService function, int port) {
        Map<String, String> environment = new HashMap<>(function.env());
        environment.put("PORT", Integer.toString(port));
        // The real one listens on all addresses of its pod; here those would be all of the machine's.
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("KUBECONFIG", kubeconfigs.get(function.name()).toString());
        // A pod finds it beside the token of its account.
        environment.put("ISBSVC_NAMESPACE", function.name().namespace());
        environment.putAll(overrides.get());
        environment.put("JAVA_TOOL_OPTIONS", javaOptions(function));
        return environment;
    }

    private String javaOptions(FunctionService function) {
        Stream<String> stated = Stream.of(function.env().getOrDefault("JAVA_TOOL_OPTIONS", ""));
        // A JVM takes the memory limit of its container for the machine's memory; this sets the same without one.
        Stream<String> memory = Stream.of("-XX:MaxRAM=" + function.memoryBytes());
        Stream<String> names = lookup.stream().flatMap(how -> how.javaOptions().stream());
        return Stream.of(stated, memory, names).flatMap(Function.identity()).collect(Collectors.joining(" "));
    }

    private static ObjectName account(FunctionService function) {
        return new ObjectName(function.name().namespace(), function.serviceAccount());
    }
}
