package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command line of the main container: replaces the image's executable with the nats-server of this machine, and its paths
 * with those of the pod's folders.
 */
record NatsCommand(Path binary, PathMapping paths, Map<String, String> environment) {
    private static final String SERVER = "nats-server";
    private static final Set<String> CONFIG_FLAGS = Set.of("-c", "-config", "--config");
    /** Rejected because they would open ports on addresses of other pods. */
    private static final Set<String> REFUSED_FLAGS =
            Set.of("a", "addr", "net", "cluster", "cluster_listen", "cluster_advertise", "client_advertise", "routes");

    /** What of the container is not supported. */
    static List<String> refusals(String path, Container container) {
        List<String> refusals = new ArrayList<>();
        requireServer(path + ".command", container.getCommand(), refusals);
        if (configFile(container).isEmpty()) {
            refusals.add(path + ".command: found no configuration file, allowed: one given by --config");
        }
        arguments(container)
                .map(NatsCommand::flag)
                .filter(REFUSED_FLAGS::contains)
                .forEach(flag -> refusals.add(
                        path + ".args: found -" + flag + ", allowed: addresses from the configuration file alone"));
        checkLifecycle(path + ".lifecycle", container, refusals);
        return refusals;
    }

    private static void checkLifecycle(String path, Container container, List<String> refusals) {
        if (container.getLifecycle() == null) {
            return;
        }
        if (container.getLifecycle().getPostStart() != null) {
            refusals.add(path + ".postStart: found a hook, allowed: none");
        }
        var preStop = container.getLifecycle().getPreStop();
        if (preStop != null && preStop.getExec() == null) {
            refusals.add(path + ".preStop: found a hook without exec, allowed: exec of " + SERVER);
        } else if (preStop != null) {
            requireServer(path + ".preStop.exec.command", preStop.getExec().getCommand(), refusals);
        }
    }

    private static void requireServer(String path, List<String> command, List<String> refusals) {
        String found = command == null || command.isEmpty() ? "the image's own" : command.get(0);
        if (!found.equals(SERVER) && !found.endsWith("/" + SERVER)) {
            refusals.add(path + "[0]: found " + found + ", allowed: " + SERVER + " or a path that ends in it");
        }
    }

    /** The path of the configuration file in the container. */
    static Optional<String> configFile(Container container) {
        List<String> arguments = arguments(container).toList();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (CONFIG_FLAGS.contains(argument) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            int equals = argument.indexOf('=');
            if (equals > 0 && CONFIG_FLAGS.contains(argument.substring(0, equals))) {
                return Optional.of(argument.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    /** The command that starts the server. */
    List<String> start(Container container) {
        return onThisMachine(arguments(container));
    }

    /** The command of the preStop hook; empty if there is none. */
    Optional<List<String>> beforeStop(Container container) {
        return Optional.ofNullable(container.getLifecycle())
                .map(lifecycle -> lifecycle.getPreStop())
                .map(hook -> onThisMachine(hook.getExec().getCommand().stream().skip(1)));
    }

    private List<String> onThisMachine(Stream<String> arguments) {
        return Stream.concat(
                        Stream.of(binary.toString()),
                        arguments
                                .map(argument -> VariableExpansion.expand(argument, environment))
                                .map(paths::mapArgument))
                .toList();
    }

    /** All but the executable. */
    private static Stream<String> arguments(Container container) {
        Stream<String> ofCommand = container.getCommand() == null
                ? Stream.of()
                : container.getCommand().stream().skip(1);
        Stream<String> args = container.getArgs() == null ? Stream.of() : container.getArgs().stream();
        return Stream.concat(ofCommand, args);
    }

    private static String flag(String argument) {
        String name = argument.startsWith("-") ? argument.replaceFirst("^--?", "") : "";
        int equals = name.indexOf('=');
        return equals < 0 ? name : name.substring(0, equals);
    }
}
