package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions with the rights of the overlay for one namespace, and no others. */
@Tag("tools")
class OneNamespaceIT {

    private static final String SERVED = "team-a";
    private static final String OTHER = "team-b";
    private static final String SYSTEM = "isbsvc-system";
    private static final String ADDED = "dev.knative.apiserver.resource.add";
    private static final Map<String, String> TICK =
            Map.of("specversion", "1.0", "id", "1", "source", "test", "type", "dev.knative.sources.ping");

    /** Knative's objects are of no type that this API server has. */
    private static final List<String> KNATIVE =
            List.of("eventing.knative.dev", "sources.knative.dev", "serving.knative.dev");

    private static final String CLUSTER =
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: team-a}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: team-b}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: numaflow-system}}
            """;

    private static final String SERVICE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: InterStepBufferService
            metadata: {name: %s, namespace: %s}
            spec: {jetstream: {version: 2.10.11, persistence: {}}}
            """;

    private static final String PIPELINE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: Pipeline
            metadata: {name: bills, namespace: %s}
            spec:
              interStepBufferServiceName: life
              vertices:
              - {name: in, source: {generator: {}}}
              - {name: out, sink: {log: {}}}
              edges: [{from: in, to: out}]
            """;

    @TempDir
    static Path folder;

    private static ControlPlane plane;
    private static KubernetesClient admin;
    private static Map<String, String> environment;

    @BeforeAll
    static void install() throws IOException {
        plane = ControlPlane.start(folder.resolve("plane"));
        admin = TestApiServer.client(Files.readString(plane.kubeconfig()));
        ClusterObjects objects = new ClusterObjects(admin);
        for (String definitions : List.of("crd", "crd-pipelines")) {
            objects.apply(RenderedManifests.kustomize(Repository.file("knative/manifests/" + definitions)));
        }
        objects.apply(documents(CLUSTER));
        List<Document> overlay =
                RenderedManifests.kustomize(Repository.file("knative/manifests/overlays/one-namespace"));
        objects.apply(overlay.stream()
                .filter(document -> !KNATIVE.contains(document.apiVersion().replaceFirst("/.*", "")))
                .toList());
        environment = served(overlay);
    }

    @AfterAll
    static void stop() {
        admin.close();
        plane.close();
    }

    /** What the manifests say to the function `repair`. */
    private static Map<String, String> served(List<Document> overlay) {
        Map<String, String> served = new HashMap<>();
        overlay.stream()
                .filter(document ->
                        document.kind().equals("Service") && document.name().equals("repair"))
                .forEach(document -> document.tree()
                        .at("/spec/template/spec/containers/0/env")
                        .forEach(variable -> served.put(
                                variable.path("name").asText(),
                                variable.path("value").asText())));
        served.keySet().removeIf(name -> !name.startsWith("ISBSVC_"));
        return served;
    }

    @Test
    void repairFindsWhatWasMissedThereAndNowhereElse() throws IOException {
        service(SERVED, "missed");
        service(OTHER, "missed");
        try (RecordingBroker broker = new RecordingBroker();
                FunctionProcess repair = start("repair", Map.of("ISBSVC_BROKER", broker.url()))) {
            assertThat(repair.post(TICK, "{}").status())
                    .as(repair.log().toString())
                    .isEqualTo(204);

            assertThat(broker.events())
                    .containsExactly(
                            "dev.knative.apiserver.resource.add /apis/numaflow.numaproj.io/v1alpha1/namespaces/"
                                    + SERVED + "/interstepbufferservices/missed");
            assertThat(repair.get("/metrics").status()).isEqualTo(200);
        }
        assertThat(admin.leases().inNamespace(SYSTEM).withName("isbsvc-repair").get())
                .as("the heartbeat of a tick that saw all there is to see")
                .isNotNull();
        remove("missed");
    }

    @Test
    void aServiceIsMadeThereAndNowhereElse() throws IOException {
        service(SERVED, "orders");
        service(OTHER, "orders");
        try (FunctionProcess creation = start("creation", Map.of())) {
            assertThat(creation.post(ADDED, "InterStepBufferService", SERVED, "orders")
                            .status())
                    .as(creation.log().toString())
                    .isEqualTo(200);
            assertThat(creation.post(ADDED, "InterStepBufferService", OTHER, "orders")
                            .status())
                    .as("its account may not even read it")
                    .isEqualTo(503);
        }
        assertThat(children(SERVED)).containsExactly("isbsvc-orders-js");
        assertThat(children(OTHER)).isEmpty();
        remove("orders");
    }

    /** From the repair of a child to the end of the service, each function once. */
    @Test
    void theOtherFunctionsActThereAndNowhereElse() throws IOException {
        service(SERVED, "life");
        service(OTHER, "life");
        accepted("creation", ADDED, "InterStepBufferService", "life");
        var budget =
                admin.policy().v1().podDisruptionBudget().inNamespace(SERVED).withName("isbsvc-life-js-pdb");

        budget.delete();
        accepted("update", "dev.knative.apiserver.ref.delete", "PodDisruptionBudget", "isbsvc-life-js-pdb");
        assertThat(budget.get()).as("repaired").isNotNull();

        accepted("health", "dev.knative.apiserver.ref.update", "StatefulSet", "isbsvc-life-js");
        assertThat(live("life").toString()).as("its status").contains("ChildrenResourcesHealthy");

        accepted("encryption-guard", "dev.numaflow.isbsvc.encryption.change", "InterStepBufferService", "life");

        for (String namespace : List.of(SERVED, OTHER)) {
            new ClusterObjects(admin).apply(documents(PIPELINE.formatted(namespace)));
        }
        accepted("provisioning", "dev.knative.apiserver.ref.add", "Pipeline", "bills");

        admin.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "Pipeline")
                .inNamespace(SERVED)
                .withName("bills")
                .delete();
        service("life").delete();
        accepted("deletion", "dev.numaflow.isbsvc.deletion.requested", "InterStepBufferService", "life");
        assertThat(live("life")).as("gone").isNull();
        remove("life");
    }

    /** Of an event about an object in the served namespace, and the same elsewhere, where the account may not even read. */
    private static void accepted(String function, String type, String kind, String name) throws IOException {
        try (FunctionProcess process = start(function, Map.of())) {
            assertThat(process.post(type, kind, SERVED, name).status())
                    .as(process.log().toString())
                    .isIn(200, 204);
            assertThat(process.post(type, kind, OTHER, name).status())
                    .as(function + " elsewhere")
                    .isEqualTo(503);
        }
    }

    private static Resource<GenericKubernetesResource> service(String name) {
        return admin.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                .inNamespace(SERVED)
                .withName(name);
    }

    private static GenericKubernetesResource live(String name) {
        return service(name).get();
    }

    private static void service(String namespace, String name) throws IOException {
        new ClusterObjects(admin).apply(documents(SERVICE.formatted(name, namespace)));
    }

    /** The other tests have the same cluster. */
    private static void remove(String name) {
        for (String namespace : List.of(SERVED, OTHER)) {
            var service = admin.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                    .inNamespace(namespace)
                    .withName(name);
            if (service.get() != null) {
                service.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
                service.delete();
            }
        }
    }

    private static List<Document> documents(String yaml) throws IOException {
        return Document.read(Files.writeString(folder.resolve("objects.yaml"), yaml));
    }

    private static List<String> children(String namespace) {
        return admin.apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                .map(set -> set.getMetadata().getName())
                .toList();
    }

    private static FunctionProcess start(String function, Map<String, String> more) throws IOException {
        String token = admin.serviceAccounts()
                .inNamespace(SYSTEM)
                .withName(function)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
        String kubeconfig =
                Files.readString(plane.kubeconfig()).replaceFirst("token: \"[^\"]*\"", "token: \"" + token + "\"");
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return FunctionProcess.start(function, kubeconfig, all);
    }
}
