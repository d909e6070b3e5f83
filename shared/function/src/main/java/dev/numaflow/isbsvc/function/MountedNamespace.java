package dev.numaflow.isbsvc.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The namespace of the functions as the kubelet mounts it beside the token of their account, so that whoever installs them chooses it
 * in one place. The environment overrides it.
 */
public final class MountedNamespace implements ConfigSource {

    private static final Path FILE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final int BELOW_ANY_FILE = 50;

    private final Map<String, String> properties;

    public MountedNamespace() {
        this(FILE);
    }

    MountedNamespace(Path file) {
        try {
            properties = Files.exists(file)
                    ? Map.of("isbsvc.namespace", Files.readString(file).strip())
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return FILE.toString();
    }

    @Override
    public int getOrdinal() {
        return BELOW_ANY_FILE;
    }
}
