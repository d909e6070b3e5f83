package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.rendering.naming.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names of the cluster's DNS on one machine: a file in the format of /etc/hosts, which a JVM reads instead of asking the
 * system when it is started with {@code -Djdk.net.hosts.file}.
 */
public final class HostNames {

    private static final String ALWAYS = "127.0.0.1 localhost\n";

    private final Path file;

    public HostNames(Path file) {
        this.file = file;
    }

    /** Those of this JVM, which must have been started with such a file. */
    public static HostNames ofThisJvm() {
        return new HostNames(Path.of(Objects.requireNonNull(
                System.getProperty("jdk.net.hosts.file"), "the JVM must be started with -Djdk.net.hosts.file")));
    }

    /** From now on the nodes of the service are found at these addresses, and nothing else is. */
    public void point(Names names, List<String> addresses) {
        point(List.of(names), addresses);
    }

    /** The same for several services that are all the same nodes. */
    public void point(List<Names> services, List<String> addresses) {
        write(services.stream().map(names -> lines(names, addresses)).collect(Collectors.joining()));
    }

    /** The same for several services of a namespace, of which each has one node. @param addresses by service */
    public void pointServices(String namespace, Map<String, String> addresses) {
        write(addresses.entrySet().stream()
                .map(service -> lines(new Names(namespace, service.getKey()), List.of(service.getValue())))
                .collect(Collectors.joining()));
    }

    /** The nodes of this service are found at these addresses as well, beside those of services that run at the same time. */
    public void add(Names names, List<String> addresses) {
        synchronized (HostNames.class) {
            write(known() + lines(names, addresses));
        }
    }

    /** Forgets those that were added for this service. */
    public void remove(Names names) {
        String domain = "." + names.serviceHost();
        synchronized (HostNames.class) {
            write(known().lines()
                    .filter(line -> !line.endsWith(" " + names.serviceHost()) && !line.endsWith(domain))
                    .collect(Collectors.joining("\n", "", "\n")));
        }
    }

    private String known() {
        try {
            return Files.readString(file).replace(ALWAYS, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets all names. */
    public void clear() {
        write("");
    }

    private static String lines(Names names, List<String> addresses) {
        return IntStream.range(0, addresses.size())
                .mapToObj(i -> addresses.get(i) + " " + names.podHost(i) + "\n" + addresses.get(i) + " "
                        + names.serviceHost() + "\n")
                .collect(Collectors.joining());
    }

    /** As a whole: somebody may be looking a name up at this moment. */
    private void write(String lines) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), ALWAYS + lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
