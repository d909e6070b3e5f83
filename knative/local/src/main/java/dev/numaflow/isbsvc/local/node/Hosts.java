package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cluster DNS on one machine: every pod gets a loopback address of its own, stable for its name while this runs, in a hosts file.
 * JVMs started with {@code -Djdk.net.hosts.file} resolve cluster names with it.
 */
public final class Hosts {
    private static final String CLUSTER_SUFFIX = ".cluster.local";

    private final Path file;
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<PodHost, String> published = new TreeMap<>(Comparator.comparing(PodHost::host));

    private Hosts(Path file) {
        this.file = file;
    }

    /** Starts with a file that has only localhost. */
    public static Hosts in(Path directory) {
        Hosts hosts = new Hosts(directory.resolve("hosts"));
        hosts.write();
        return hosts;
    }

    /** The hosts file, replaced atomically with each change. */
    public Path file() {
        return file;
    }

    /** The address that the pod of this name has, or will have: a server's routes include peers that do not run yet. */
    public synchronized String addressOf(String host) {
        String known =
                host.endsWith(CLUSTER_SUFFIX) ? host.substring(0, host.length() - CLUSTER_SUFFIX.length()) : host;
        return addresses.computeIfAbsent(known, name -> Loopback.freeAddress(Loopback.NATS_PORTS));
    }

    /** Publishes the names of a pod; returns its address. */
    public synchronized String publish(PodHost pod) {
        String address = addressOf(pod.host());
        if (published.put(pod, address) == null) {
            write();
        }
        return address;
    }

    /** Removes a pod's names from the file. */
    public synchronized void withdraw(PodHost pod) {
        if (published.remove(pod) != null) {
            write();
        }
    }

    /** The addresses of the published pods of a headless Service. */
    public synchronized List<String> addresses(String namespace, String service) {
        return published.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace)
                        && service.equals(entry.getKey().subdomain()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void write() {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost", "::1 localhost"));
        published.forEach((pod, address) -> {
            lines.add(line(address, pod.host()));
            if (pod.subdomain() != null) {
                lines.add(line(address, pod.service()));
            }
        });
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String line(String address, String name) {
        return address + " " + name + " " + name + CLUSTER_SUFFIX;
    }
}
