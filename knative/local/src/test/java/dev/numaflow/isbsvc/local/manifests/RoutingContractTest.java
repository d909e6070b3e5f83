package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.ReloadEvaluator;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests and the functions belong together; whoever adds one of them reads here what is missing. */
class RoutingContractTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Installation INSTALLATION = Installation.of(Stream.of("knative/manifests/base", "triggers")
            .flatMap(folder -> Kustomization.build(ROOT.resolve(folder)).stream())
            .toList());

    @Test
    void everyFunctionHasAServiceAnAccountARoleABindingAndATrigger() throws IOException {
        List<String> functions = functionFolders();
        assertThat(INSTALLATION.functions())
                .extracting(function -> function.name().name())
                .containsExactlyInAnyOrderElementsOf(functions);
        for (String function : functions) {
            ObjectName name = new ObjectName("isbsvc-system", function);
            assertThat(INSTALLATION.serviceAccounts()).contains(name);
            assertThat(INSTALLATION.roles()).extracting(ClusterRole::name).contains("isbsvc-" + function);
            assertThat(INSTALLATION.bindings())
                    .contains(new ClusterRoleBinding("isbsvc-" + function, "isbsvc-" + function, List.of(name)));
            assertThat(INSTALLATION.triggers())
                    .extracting(trigger -> trigger.subscriber().name())
                    .contains(function);
        }
    }

    @Test
    void everyServiceRunsItsOwnImageUnderItsOwnAccount() {
        assertThat(INSTALLATION.functions()).allSatisfy(function -> {
            assertThat(function.image()).isEqualTo("isbsvc/" + function.name().name());
            assertThat(function.serviceAccount()).isEqualTo(function.name().name());
        });
    }

    @Test
    void noServiceCutsAReconcileThatATriggerStillWaitsFor() {
        assertThat(INSTALLATION.triggers()).allSatisfy(trigger -> {
            FunctionService function = function(trigger.subscriber());
            assertThat(trigger.delivery().timeout()).isLessThan(function.timeout());
            assertThat(function.timeout()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
        });
    }

    /** In the container alone: Knative refuses one of the pod by default. Without it, Knative warns at each apply. */
    @Test
    void everyContainerIsAdmittedByPodSecurityRestricted() {
        assertThat(INSTALLATION.parts())
                .filteredOn(part -> part.kind().equals("Service"))
                .hasSameSizeAs(INSTALLATION.functions())
                .extracting(part -> part.tree().at("/spec/template/spec/containers/0/securityContext"))
                .extracting(Object::toString)
                .containsOnly("{\"runAsNonRoot\":true,\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
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

    @Test
    void everyTriggerRetriesWithPausesAndThenTellsRepair() {
        assertThat(INSTALLATION.triggers()).allSatisfy(trigger -> {
            assertThat(trigger.delivery().retry()).isPositive();
            assertThat(trigger.delivery().pauseAfter(0)).isPositive();
            assertThat(trigger.delivery().deadLetterSink().name()).isEqualTo("repair");
        });
    }

    /** The kubelet needs 60 to 90 seconds, `health` gives its judgement after 110, and the user waits for two minutes. */
    @Test
    void aReloadIsAwaitedForTheKubeletsMinuteAndJudgedByTheLastDelivery() {
        Delivery delivery = INSTALLATION.triggers().stream()
                .filter(trigger -> trigger.name().name().equals("health-config"))
                .findFirst()
                .orElseThrow()
                .delivery();
        Duration last = Duration.ZERO;
        Duration lastButOne = Duration.ZERO;
        for (int retry = 0; retry < delivery.retry(); retry++) {
            lastButOne = last;
            last = last.plus(delivery.pauseAfter(retry));
        }

        assertThat(lastButOne).isBetween(Duration.ofSeconds(60), ReloadEvaluator.TIME_TO_LOAD);
        assertThat(last).isBetween(ReloadEvaluator.TIME_TO_LOAD.plus(ReloadEvaluator.SKEW), Duration.ofSeconds(130));
        assertThat(delivery.retry()).as("requests that a reload costs at most").isLessThan(8);
    }

    @Test
    void everySourceMayWatchWhatItWatchesAndNothingElse() {
        assertThat(INSTALLATION.sources())
                .flatExtracting(ApiServerSource::resources)
                .extracting(WatchedResource::type)
                .extracting(type -> type.group() + "/" + type.plural())
                .containsExactlyInAnyOrderElementsOf(rulesOf("isbsvc-sources").stream()
                        .flatMap(rule -> rule.resources().stream()
                                .map(resource -> rule.apiGroups().get(0) + "/" + resource))
                        .toList());
        assertThat(rulesOf("isbsvc-sources"))
                .extracting(AccessRule::verbs)
                .containsOnly(List.of("get", "list", "watch"));
    }

    @Test
    void noRoleAllowsEverything() {
        assertThat(INSTALLATION.roles())
                .flatExtracting(ClusterRole::rules)
                .flatExtracting(AccessRule::verbs, AccessRule::resources, AccessRule::apiGroups)
                .noneMatch(named -> named.toString().contains("*"));
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

    @Test
    void secretsNeverTravelWhole() {
        assertThat(INSTALLATION.sources())
                .filteredOn(source -> source.mode() == ApiServerSource.Mode.Resource)
                .flatExtracting(ApiServerSource::resources)
                .extracting(resource -> resource.type().kind())
                .containsExactly("InterStepBufferService");
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "dev.knative.apiserver.resource.add, InterStepBufferService, creation",
        "dev.knative.apiserver.resource.update, InterStepBufferService, update",
        "dev.knative.apiserver.resource.delete, InterStepBufferService, ''",
        "dev.knative.apiserver.ref.add, StatefulSet, ''",
        "dev.knative.apiserver.ref.update, StatefulSet, 'health update'",
        "dev.knative.apiserver.ref.delete, StatefulSet, update",
        "dev.knative.apiserver.ref.add, Secret, ''",
        "dev.knative.apiserver.ref.update, Secret, update",
        "dev.knative.apiserver.ref.delete, Secret, update",
        "dev.knative.apiserver.ref.update, ConfigMap, 'health update'",
        "dev.knative.apiserver.ref.delete, ConfigMap, update",
        "dev.knative.apiserver.ref.delete, Service, update",
        "dev.knative.apiserver.ref.delete, PodDisruptionBudget, update",
        "dev.knative.apiserver.ref.add, Pod, health",
        "dev.knative.apiserver.ref.update, Pod, health",
        "dev.knative.apiserver.ref.delete, Pod, health",
        "dev.knative.apiserver.ref.add, Pipeline, provisioning",
        "dev.knative.apiserver.ref.update, Pipeline, provisioning",
        "dev.knative.apiserver.ref.delete, ServingPipeline, provisioning",
        "dev.knative.sources.ping, , repair",
        "dev.numaflow.isbsvc.deployed, InterStepBufferService, health",
        "dev.numaflow.isbsvc.updated, InterStepBufferService, health",
        "dev.numaflow.isbsvc.ready, InterStepBufferService, provisioning",
        "dev.numaflow.isbsvc.degraded, InterStepBufferService, provisioning",
        "dev.numaflow.isbsvc.replayed, InterStepBufferService, 'encryption-guard health provisioning'",
        "dev.numaflow.isbsvc.encryption.change, InterStepBufferService, encryption-guard",
        "dev.numaflow.isbsvc.deletion.requested, InterStepBufferService, deletion",
    })
    void routesEveryEventToWhoActsOnItOnce(String type, String kind, String functions) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("type", type);
        attributes.put("kind", kind);
        assertThat(takers(attributes::get))
                .isEqualTo(Stream.of(functions.split(" "))
                        .filter(function -> !function.isEmpty())
                        .toList());
    }

    static List<String> takers(UnaryOperator<String> attributes) {
        return INSTALLATION.triggers().stream()
                .filter(trigger -> trigger.filter().accepts(attributes))
                .map(trigger -> trigger.subscriber().name())
                .sorted()
                .toList();
    }

    @Test
    void repairMayReadWhereToSendWhatWasMissed() {
        assertThat(INSTALLATION.namespacedRoles())
                .flatExtracting(Role::rules)
                .contains(new AccessRule(
                        List.of("eventing.knative.dev"),
                        List.of("brokers"),
                        INSTALLATION.brokers().stream()
                                .map(broker -> broker.name().name())
                                .toList(),
                        List.of("get")));
        assertThat(INSTALLATION.pings()).extracting(PingSource::schedule).containsExactly("*/5 * * * *");
    }

    /** It is made at run time, so it is not among the triggers: a changed `resync` would be put back by GitOps. */
    @Test
    void theTickOfServicesInStepsIsTheUsualOneButEachMinute() {
        PingSource usual = INSTALLATION.pings().get(0);
        PingSource steps = Installation.of(Document.read(ROOT.resolve(
                        "shared/runtime/src/main/resources/dev/numaflow/isbsvc/runtime/repair/resync-steps.yaml")))
                .pings()
                .get(0);

        assertThat(steps)
                .isEqualTo(new PingSource(
                        new ObjectName(usual.name().namespace(), "resync-steps"),
                        "* * * * *",
                        usual.contentType(),
                        usual.data(),
                        usual.sink()));
    }

    @Test
    void repairWritesOnlyBesideTheFunctionsAndOnlyWhatIsItsOwn() {
        assertThat(rulesOf("isbsvc-repair"))
                .filteredOn(rule -> !Set.of("get", "list").containsAll(rule.verbs()))
                .extracting(AccessRule::resources)
                .containsExactly(List.of("events"));
        assertThat(INSTALLATION.namespacedBindings())
                .containsExactly(new RoleBinding(
                        new ObjectName("isbsvc-system", "isbsvc-repair"),
                        "isbsvc-repair",
                        List.of(new ObjectName("isbsvc-system", "repair"))));
        assertThat(INSTALLATION.namespacedRoles())
                .flatExtracting(Role::rules)
                .filteredOn(rule -> !rule.verbs().equals(List.of("create")))
                .filteredOn(rule -> !rule.verbs().equals(List.of("get")))
                .extracting(AccessRule::resourceNames)
                .containsExactly(List.of("isbsvc-repair"), List.of("resync-steps"));
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

    private static FunctionService function(Reference reference) {
        return INSTALLATION.functions().stream()
                .filter(function -> function.name().equals(new ObjectName(reference.namespace(), reference.name())))
                .findFirst()
                .orElseThrow();
    }

    private static List<AccessRule> rulesOf(String role) {
        return INSTALLATION.roles().stream()
                .filter(found -> found.name().equals(role))
                .findFirst()
                .orElseThrow()
                .rules();
    }

    static List<String> functionFolders() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("functions"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }
}
