package dev.numaflow.isbsvc.apiserver.conformance;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * The promises of an API server that this project relies on. The same tests run against the embedded server and the real
 * one; what holds for one only does not belong here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiConformance
        implements ObjectContract,
                DeletionContract,
                PatchContract,
                OwnershipContract,
                ListContract,
                WatchContract,
                DefaultsContract,
                RefusalContract,
                CustomResourceContract,
                IdentityContract,
                DiscoveryContract,
                KubectlContract {
    /** A server under test; whether it ends with the suite is its own matter. */
    record Server(String kubeconfig, AutoCloseable process) {}

    private Server server;
    private KubernetesClient client;
    private PlainHttp http;
    private String namespace;

    /** Starts or finds the server; an assumption that fails here skips all. */
    abstract Server server();

    @BeforeAll
    void connect() {
        server = server();
        Config config = Config.fromKubeconfig(server.kubeconfig());
        client = new KubernetesClientBuilder().withConfig(config).build();
        http = PlainHttp.of(config);
        Widgets.define(client);
    }

    @BeforeEach
    void createNamespace() {
        namespace = "conformance-" + UUID.randomUUID().toString().substring(0, 8);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(namespace).delete();
    }

    @AfterAll
    void disconnect() throws Exception {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.process().close();
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public PlainHttp http() {
        return http;
    }

    @Override
    public String kubeconfig() {
        return server.kubeconfig();
    }
}
