package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.ObjectConditions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes an API server serve the custom resources that a folder of manifests defines. */
public final class CustomResources {
    private static final long ESTABLISHED_SECONDS = 30;

    private CustomResources() {}

    /** Creates every CustomResourceDefinition of the folder and waits until all are served. */
    public static void define(KubernetesClient client, Path folder) {
        read(folder).forEach(definition -> define(client, definition));
    }

    /** Creates one that may be there, and waits until it is served. */
    public static void define(KubernetesClient client, CustomResourceDefinition definition) {
        var resource = client.apiextensions().v1().customResourceDefinitions().resource(definition);
        if (resource.get() == null) {
            resource.create();
        }
        resource.waitUntilCondition(
                live -> live != null && ObjectConditions.isTrue(tree(client, live), "Established"),
                ESTABLISHED_SECONDS,
                TimeUnit.SECONDS);
    }

    private static List<CustomResourceDefinition> read(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(CustomResources::parse)
                    .filter(CustomResourceDefinition.class::isInstance)
                    .map(CustomResourceDefinition.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object parse(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Serialization.unmarshal(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(KubernetesClient client, CustomResourceDefinition definition) {
        return client.getKubernetesSerialization().convertValue(definition, JsonNode.class);
    }
}
