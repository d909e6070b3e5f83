package dev.numaflow.isbsvc.local.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The name lookup of a JVM on this machine: in the hosts file of the pods, without a cache. The JDK caches a failed lookup for
 * ten seconds, which only a security property changes.
 */
record NameLookup(Path hosts, Path security) {

    private static final String CACHE_NOTHING =
            """
            networkaddress.cache.ttl=1
            networkaddress.cache.negative.ttl=0
            """;

    static NameLookup in(Path folder, Path hosts) {
        try {
            return new NameLookup(hosts, Files.writeString(folder.resolve("java.security"), CACHE_NOTHING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> javaOptions() {
        return List.of("-Djdk.net.hosts.file=" + hosts, "-Djava.security.properties=" + security);
    }
}
