package dev.numaflow.isbsvc.testkit.conformance;

import dev.numaflow.isbsvc.testkit.CustomResources;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** A custom resource that uses everything of a schema that ours may use. */
final class Widgets {
    static final String GROUP_VERSION = "conformance.isbsvc.dev/v1";
    static final String PLURAL = "widgets";

    private Widgets() {}

    static void define(KubernetesClient client) {
        try {
            Path file = Path.of(Widgets.class.getResource("crd/widgets.yaml").toURI());
            CustomResources.define(client, file.getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String yaml(String name, String spec) {
        return "{apiVersion: " + GROUP_VERSION + ", kind: Widget, metadata: {name: " + name + "}, spec: " + spec + "}";
    }
}
