package dev.numaflow.isbsvc.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The cluster of the options, resolved as kubectl does. Only commands that contact a cluster open it. */
public final class ClusterAccess implements AutoCloseable {

    private static final int TIMEOUT_MILLISECONDS = 10_000;
    private static final String DEFAULT_NAMESPACE = "default";

    /** Silences libraries, whose failures are reported in our own words; referenced, because the logging system holds loggers weakly. */
    private static final Logger LIBRARIES = Logger.getLogger("");

    private final KubernetesClient client;
    private final Optional<String> stated;

    private ClusterAccess(KubernetesClient client, Optional<String> stated) {
        this.client = client;
        this.stated = stated;
    }

    /**
     * The options that select the cluster; each may be null.
     *
     * @param namespace of objects that have none
     */
    public record Choice(Path kubeconfig, String context, String namespace) {}

    /** Opens it without sending a request. */
    public static ClusterAccess open(Choice choice) {
        LIBRARIES.setLevel(Level.OFF);
        Config config = config(choice);
        config.setConnectionTimeout(TIMEOUT_MILLISECONDS);
        config.setRequestTimeout(TIMEOUT_MILLISECONDS);
        config.setRequestRetryBackoffLimit(0);
        return new ClusterAccess(
                new KubernetesClientBuilder().withConfig(config).build(), Optional.ofNullable(choice.namespace()));
    }

    private static Config config(Choice choice) {
        if (choice.kubeconfig() != null) {
            return fromFile(choice.kubeconfig(), choice.context());
        }
        Config config = Config.autoConfigure(choice.context());
        boolean unknown = choice.context() != null
                && (config.getCurrentContext() == null
                        || !choice.context().equals(config.getCurrentContext().getName()));
        if (unknown) {
            throw unknown(choice.context(), "the kubeconfig");
        }
        return config;
    }

    private static Config fromFile(Path file, String context) {
        try {
            String text = Files.readString(file);
            if (context != null && !contexts(text, file).contains(context)) {
                throw unknown(context, file.toString());
            }
            return Config.fromKubeconfig(context, file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": no such file, or it cannot be read", e);
        }
    }

    private static List<String> contexts(String text, Path file) {
        Parsed<List<JsonNode>> documents = YamlDocuments.read(text, file.toString());
        return documents.isGood()
                ? documents.value().stream()
                        .flatMap(document -> document.path("contexts").findValuesAsText("name").stream())
                        .toList()
                : List.of();
    }

    private static IllegalArgumentException unknown(String context, String kubeconfig) {
        return new IllegalArgumentException(
                "no context " + context + " in " + kubeconfig + "; see: kubectl config get-contexts");
    }

    public Api api() {
        return new Api(client);
    }

    /** The objects that the functions know, read as the functions read them. */
    public Cluster objects() {
        return new Cluster(client);
    }

    /** The namespace of an object that has none. */
    public String namespace() {
        String ofContext = client.getConfiguration().getNamespace();
        return stated.orElse(ofContext == null ? DEFAULT_NAMESPACE : ofContext);
    }

    /** The namespace of the options; empty for all namespaces. */
    public Optional<String> statedNamespace() {
        return stated;
    }

    @Override
    public void close() {
        client.close();
    }
}
