package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.apiserver.RequestLog;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test an API server that knows our custom resources, a client, and a namespace of its own: a fresh embedded
 * server, or with {@code ISBSVC_API=real} the real control plane that all tests of the JVM share.
 */
public final class ClusterExtension implements BeforeEachCallback, AfterEachCallback {
    private static final int SUFFIX_LENGTH = 8;

    private final boolean real;
    private TestApiServer server;
    private KubernetesClient client;
    private String namespace;

    private ClusterExtension(boolean real) {
        this.real = real;
    }

    /** The API server that the environment asks for. */
    public static ClusterExtension create() {
        return new ClusterExtension(TestApiServer.realIsWanted());
    }

    /** The real one whatever the environment asks for: for tests of what only that has. */
    public static ClusterExtension real() {
        return new ClusterExtension(true);
    }

    /** An embedded server whatever the environment asks for: for tests that count requests. */
    public static ClusterExtension embedded() {
        return new ClusterExtension(false);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server = real ? TestApiServer.sharedReal() : TestApiServer.startEmbedded();
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        for (String folder : new String[] {"knative/manifests/crd", "knative/manifests/crd-pipelines"}) {
            Path definitions = Repository.file(folder);
            if (Files.isDirectory(definitions)) {
                CustomResources.define(client, definitions);
            }
        }
        namespace = createNamespace("test");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** A client with all rights. */
    public KubernetesClient client() {
        return client;
    }

    /** The namespace of this test. */
    public String namespace() {
        return namespace;
    }

    /** A further namespace. */
    public String createNamespace(String prefix) {
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** The text of a kubeconfig with all rights. */
    public String kubeconfig() {
        return server.kubeconfig();
    }

    /** Where the API server is. */
    public String url() {
        return server.url();
    }

    /** What the embedded server was asked. */
    public RequestLog requests() {
        return server.embeddedLog();
    }
}
