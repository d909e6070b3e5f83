package dev.numaflow.isbsvc.cli.access;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The cluster that the options name, found as kubectl finds it. Only commands that contact a cluster open it. */
public final class ClusterAccess implements AutoCloseable {

    private static final int PATIENCE_MILLISECONDS = 10_000;
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Optional<String> stated;

    private ClusterAccess(KubernetesClient client, Optional<String> stated) {
        this.client = client;
        this.stated = stated;
    }

    /**
     * What the command line says about the cluster; each may be null.
     *
     * @param namespace of objects that state none
     */
    public record Choice(Path kubeconfig, String context, String namespace) {}

    /** Opens it; nothing is asked yet. */
    public static ClusterAccess open(Choice choice) {
        Config config = config(choice);
        config.setConnectionTimeout(PATIENCE_MILLISECONDS);
        config.setRequestTimeout(PATIENCE_MILLISECONDS);
        config.setRequestRetryBackoffLimit(0);
        return new ClusterAccess(
                new KubernetesClientBuilder().withConfig(config).build(), Optional.ofNullable(choice.namespace()));
    }

    private static Config config(Choice choice) {
        Path file = choice.kubeconfig();
        if (file != null && !Files.isReadable(file)) {
            throw new IllegalArgumentException(file + ": no such file, or it cannot be read");
        }
        Config config = file == null ? Config.autoConfigure(choice.context()) : fromFile(file, choice.context());
        boolean unknown = choice.context() != null
                && (config.getCurrentContext() == null
                        || !choice.context().equals(config.getCurrentContext().getName()));
        if (unknown) {
            throw new IllegalArgumentException(
                    "no context " + choice.context() + " in the kubeconfig; see: kubectl config get-contexts");
        }
        return config;
    }

    private static Config fromFile(Path file, String context) {
        try {
            return Config.fromKubeconfig(context, Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    public Api api() {
        return new Api(client);
    }

    /** The objects that the functions know, read as they read them. */
    public Cluster objects() {
        return new Cluster(client);
    }

    /** Where an object is that states no namespace. */
    public String namespace() {
        String ofContext = client.getConfiguration().getNamespace();
        return stated.orElse(ofContext == null ? DEFAULT_NAMESPACE : ofContext);
    }

    /** The namespace that was asked for by name; empty where all are meant. */
    public Optional<String> statedNamespace() {
        return stated;
    }

    @Override
    public void close() {
        client.close();
    }
}
