package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.IngressRules.TestPod;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who reaches the functions and the servers where the NetworkPolicies of this repository are, as the API server stores them. */
class NetworkPoliciesIT {

    private static final String SYSTEM = "isbsvc-system";
    private static final List<Integer> BELOW_10000 =
            IntStream.range(1, 10_000).boxed().toList();
    private static final List<Document> OF_FUNCTIONS =
            Document.read(Repository.file("knative/manifests/network-policies/network-policies.yaml"));
    private static final List<Document> OF_SERVERS =
            Document.read(Repository.file("examples/network-policy/network-policy.yaml"));

    private static final TestPod PROMETHEUS = new TestPod("monitoring", Map.of("app.kubernetes.io/name", "prometheus"));
    private static final TestPod STRANGER = new TestPod("team-b", Map.of());

    private static KubernetesClient client;
    private static IngressRules rules;

    @BeforeAll
    static void apply() {
        client = TestApiServer.client(TestApiServer.shared().kubeconfig());
        if (client.namespaces().withName(SYSTEM).get() == null) {
            Namespaces.create(client, SYSTEM);
        }
        new ClusterObjects(client)
                .apply(Stream.concat(OF_FUNCTIONS.stream(), OF_SERVERS.stream()).toList());
        rules = new IngressRules(
                client.network().v1().networkPolicies().inAnyNamespace().list().getItems());
    }

    @AfterAll
    static void delete() {
        rules.policies().forEach(policy -> client.resource(policy).delete());
        client.close();
    }

    @Test
    void functionsAreReachedByWayOfKnativeAlone() {
        TestPod creation = function("creation");

        assertThat(ports(new TestPod("knative-serving", Map.of()), creation)).containsExactly(8012, 8013, 8112, 9090);
        assertThat(List.of("kourier-system", "istio-system", "contour-internal"))
                .allSatisfy(gateway -> assertThat(ports(new TestPod(gateway, Map.of()), creation))
                        .containsExactly(8012, 8013, 8112));
        assertThat(ports(STRANGER, creation)).isEmpty();
        assertThat(ports(function("health"), creation)).as("from beside it").isEmpty();
    }

    @Test
    void metricsOfRepairAreReadByPrometheusAndByNobodyElse() {
        assertThat(ports(PROMETHEUS, function("repair"))).containsExactly(8080);
        assertThat(ports(new TestPod("monitoring", Map.of()), function("repair")))
                .isEmpty();
        assertThat(ports(PROMETHEUS, function("health"))).isEmpty();
    }

    @Test
    void everyFunctionIsSelected() {
        assertThat(RoutingContractTest.INSTALLATION.functions()).hasSize(7).allSatisfy(function -> assertThat(ports(
                        new TestPod("knative-serving", Map.of()),
                        function(function.name().name())))
                .isNotEmpty());
    }

    @Test
    void nothingConnectsToWhatElseIsBesideTheFunctions() {
        TestPod adapter = new TestPod(SYSTEM, Map.of("eventing.knative.dev/source", "apiserver-source-controller"));

        assertThat(ports(STRANGER, adapter)).isEmpty();
        assertThat(ports(function("health"), adapter)).isEmpty();
    }

    /** The pods are those that are rendered for the service beside the policy. */
    @Test
    void eachPortOfAServerIsOpenToThoseWhoNeedIt() {
        TestPod server = new TestPod("default", labels());
        TestPod vertex = new TestPod("default", Map.of("app.kubernetes.io/component", "vertex"));
        TestPod other = new TestPod("default", Labels.of(new Names("default", "other")));

        assertThat(ports(vertex, server)).containsExactly(Ports.CLIENT);
        assertThat(ports(server, server)).containsExactly(Ports.CLIENT, Ports.CLUSTER);
        assertThat(ports(other, server)).as("another service").containsExactly(Ports.CLIENT);
        assertThat(ports(function("provisioning"), server)).containsExactly(Ports.CLIENT, Ports.MONITOR);
        assertThat(ports(numaflowServer("numaflow-system"), server)).containsExactly(Ports.MONITOR);
        assertThat(ports(numaflowServer("default"), server)).containsExactly(Ports.CLIENT, Ports.MONITOR);
        assertThat(ports(PROMETHEUS, server)).containsExactly(Ports.METRICS);
        assertThat(ports(STRANGER, server)).isEmpty();
        assertThat(ports(vertex, other)).as("a service without a policy").hasSameSizeAs(BELOW_10000);
    }

    @Test
    void noPortOfAServerIsForgotten() {
        Set<Integer> open = OF_SERVERS.get(0).tree().at("/spec/ingress").findValues("ports").stream()
                .map(ports -> ports.get(0).path("port").asInt())
                .collect(Collectors.toSet());

        assertThat(pods().at("/spec/containers").findValues("containerPort").stream()
                        .map(JsonNode::asInt))
                .isNotEmpty()
                .allMatch(open::contains);
    }

    private static List<Integer> ports(TestPod from, TestPod to) {
        return BELOW_10000.stream().filter(port -> rules.allow(from, to, port)).toList();
    }

    private static TestPod function(String name) {
        return new TestPod(SYSTEM, Map.of("serving.knative.dev/service", name));
    }

    private static TestPod numaflowServer(String namespace) {
        return new TestPod(namespace, Map.of("app.kubernetes.io/name", "numaflow-ux"));
    }

    private static Map<String, String> labels() {
        return new ObjectMapper().convertValue(pods().at("/metadata/labels"), new TypeReference<>() {});
    }

    private static JsonNode pods() {
        return Document.read(Repository.file("examples/network-policy/expected.yaml")).stream()
                .filter(document -> document.kind().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .tree()
                .at("/spec/template");
    }
}
