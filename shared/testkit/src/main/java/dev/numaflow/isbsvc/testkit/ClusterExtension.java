package dev.numaflow.isbsvc.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test the API server that all tests of the JVM share, a client, and a namespace of its own. */
public final class ClusterExtension implements BeforeEachCallback, AfterEachCallback {
    private static final int SUFFIX_LENGTH = 8;
    private static final List<String> CUSTOM_RESOURCES =
            List.of("InterStepBufferService", "Pipeline", "ServingPipeline");

    private final List<String> namespaces = new ArrayList<>();
    private TestApiServer server;
    private KubernetesClient client;

    @Override
    public void beforeEach(ExtensionContext context) {
        server = TestApiServer.shared();
        client = TestApiServer.client(server.kubeconfig());
        createNamespace("test");
    }

    /** Removes what others would see who list everywhere; nobody waits for the end of the namespaces. */
    @Override
    public void afterEach(ExtensionContext context) {
        for (String each : namespaces) {
            CUSTOM_RESOURCES.forEach(kind -> remove(kind, each));
            client.namespaces().withName(each).delete();
        }
        namespaces.clear();
        client.close();
    }

    private void remove(String kind, String from) {
        var all = client.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", kind)
                .inNamespace(from);
        for (GenericKubernetesResource object : all.list().getItems()) {
            Resource<GenericKubernetesResource> resource =
                    all.withName(object.getMetadata().getName());
            if (!object.getMetadata().getFinalizers().isEmpty()) {
                resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
            }
            resource.delete();
        }
    }

    /** A client with all rights. */
    public KubernetesClient client() {
        return client;
    }

    /** The namespace of this test. */
    public String namespace() {
        return namespaces.get(0);
    }

    /** A further namespace. */
    public String createNamespace(String prefix) {
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
        Namespaces.create(client, name);
        namespaces.add(name);
        return name;
    }

    /** The text of a kubeconfig with all rights. */
    public String kubeconfig() {
        return server.kubeconfig();
    }

    /** The API server itself. */
    TestApiServer server() {
        return server;
    }
}
