package dev.numaflow.isbsvc.local.manifests;

import static dev.numaflow.isbsvc.local.manifests.RoutingContractTest.INSTALLATION;
import static dev.numaflow.isbsvc.local.manifests.RoutingContractTest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manifests ask of a cluster and its Knative, and leave to whoever installs them. */
class InstallationContractTest {

    /** In the container alone: Knative refuses one of the pod by default. Without it, Knative warns at each apply. */
    @Test
    void everyContainerIsAdmittedByPodSecurityRestricted() {
        assertThat(INSTALLATION.parts())
                .filteredOn(part -> part.kind().equals("Service"))
                .hasSameSizeAs(INSTALLATION.functions())
                .extracting(part -> part.tree().at("/spec/template/spec/containers/0/securityContext"))
                .extracting(Object::toString)
                .containsOnly(
                        "{\"runAsNonRoot\":true,\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                                + "\"capabilities\":{\"drop\":[\"ALL\"]},\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}");
    }

    /** Knative keeps a container for its window; then queue-proxy drains for 30 s, and the autoscaler and the process take their time. */
    @Test
    void everyContainerIsGoneWithin45SecondsOfItsLastEvent() {
        Duration drain = Duration.ofSeconds(30);
        Duration autoscaler = Duration.ofSeconds(5);
        assertThat(INSTALLATION.functions()).allSatisfy(function -> {
            assertThat(function.window()).as("Knative's minimum").isGreaterThanOrEqualTo(Duration.ofSeconds(6));
            assertThat(function.window().plus(drain).plus(autoscaler)).isLessThanOrEqualTo(Duration.ofSeconds(45));
        });
    }

    /** An adapter never watches a type that is not defined when it starts. */
    @Test
    void thereIsAnInstallationThatDefinesWhatItsSourcesWatch() {
        List<String> defined = Kustomization.build(ROOT.resolve("knative/manifests/overlays/before-numaflow")).stream()
                .filter(document -> document.kind().equals("CustomResourceDefinition"))
                .map(Document::name)
                .toList();
        assertThat(defined)
                .containsExactlyInAnyOrderElementsOf(INSTALLATION.sources().stream()
                        .flatMap(source -> source.resources().stream())
                        .map(WatchedResource::type)
                        .filter(type -> type.group().equals(Kinds.GROUP))
                        .map(type -> type.plural() + "." + type.group())
                        .toList());
    }

    @Test
    void besideNumaflowIsAllButTheDefinitionsWithAFence() {
        List<String> beside = names("knative/manifests/overlays/beside-numaflow");

        assertThat(beside)
                .noneMatch(name -> name.startsWith("CustomResourceDefinition "))
                .contains("ValidatingAdmissionPolicy isbsvc-fence", "ValidatingAdmissionPolicyBinding isbsvc-fence")
                .containsAll(names("knative/manifests/base"))
                .containsAll(names("knative/manifests/admission"))
                .containsAll(names("triggers"));
    }

    private static List<String> names(String folder) {
        return Kustomization.build(ROOT.resolve(folder)).stream()
                .map(document -> document.kind() + " " + document.name())
                .toList();
    }

    /** Each source runs an adapter that is always on, of 45 MB however much it watches. */
    @Test
    void twoAdaptersStandBy() {
        assertThat(INSTALLATION.sources())
                .extracting(ApiServerSource::mode)
                .containsExactlyInAnyOrder(ApiServerSource.Mode.Resource, ApiServerSource.Mode.Reference);
    }

    @Test
    void whatIsNotOursAloneIsWatchedByOurLabels() {
        assertThat(INSTALLATION.sources())
                .flatExtracting(ApiServerSource::resources)
                .filteredOn(resource -> !resource.type().group().equals(Kinds.GROUP))
                .extracting(WatchedResource::labels)
                .hasSize(6)
                .allMatch(labels -> labels.keySet().equals(Set.of(Labels.PART_OF, Labels.COMPONENT))
                        && Labels.of(new Names("", "")).entrySet().containsAll(labels.entrySet()));
    }

    /** So that `namespace:` of an overlay is all that chooses another one: kustomize rewrites these three, and nothing else. */
    @Test
    void theNamespaceIsNamedOnlyWhereKustomizeRewritesIt() {
        List<Document> all = Stream.of("knative/manifests", "triggers")
                .flatMap(folder -> Kustomization.build(ROOT.resolve(folder)).stream())
                .toList();
        assertThat(Stream.concat(
                                all.stream(),
                                Document.read(ROOT.resolve("knative/manifests/monitoring/alerts.yaml")).stream())
                        .flatMap(document -> texts("", document.tree())
                                .filter(text -> text.contains("isbsvc-system"))
                                .map(text -> document.kind() + text.replaceFirst("=.*", ""))))
                .allMatch(place -> place.endsWith("/metadata/namespace")
                        || place.equals("Namespace/metadata/name")
                        || place.matches("(Cluster)?RoleBinding/subjects/0/namespace"))
                .contains("Namespace/metadata/name", "ClusterRoleBinding/subjects/0/namespace");
    }

    private static Stream<String> texts(String path, JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream().flatMap(field -> texts(path + "/" + field.getKey(), field.getValue()));
        }
        return node.isArray()
                ? IntStream.range(0, node.size()).boxed().flatMap(i -> texts(path + "/" + i, node.get(i)))
                : Stream.of(path + "=" + node.asText());
    }
}
