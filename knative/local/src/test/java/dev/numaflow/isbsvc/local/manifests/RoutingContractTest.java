package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.health.ReloadEvaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests and the functions belong together; whoever adds one of them reads here what is missing. */
class RoutingContractTest {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    static final Installation INSTALLATION = Installation.of(Stream.of("knative/manifests/base", "triggers")
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
    void everyServiceRunsItsOwnFunctionUnderItsOwnAccount() {
        assertThat(INSTALLATION.functions()).allSatisfy(function -> {
            assertThat(function.image()).isEqualTo("isbsvc/functions");
            assertThat(function.env())
                    .containsEntry("QUARKUS_FUNQY_EXPORT", function.name().name());
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

    @Test
    void everyTriggerRetriesWithPausesAndThenReportsRepair() {
        assertThat(INSTALLATION.triggers()).allSatisfy(trigger -> {
            assertThat(trigger.delivery().retry()).isPositive();
            assertThat(trigger.delivery().pauseAfter(0)).isPositive();
            assertThat(trigger.delivery().deadLetterSink().name()).isEqualTo("repair");
        });
    }

    /** The kubelet needs 60 to 90 seconds, `health` gives its judgement after 110, and the user waits for two minutes. */
    @Test
    void aReloadIsAwaitedForTheKubeletsMinuteAndEvaluatedByTheLastDelivery() {
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

    @Test
    void secretsNeverTravelWhole() {
        assertThat(INSTALLATION.sources())
                .filteredOn(source -> source.mode() == ApiServerSource.Mode.Resource)
                .flatExtracting(ApiServerSource::resources)
                .extracting(resource -> resource.type().kind())
                .containsExactly("InterStepBufferService", "StatefulSet", "PodDisruptionBudget", "Pod");
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "dev.knative.apiserver.resource.add, InterStepBufferService, creation",
        "dev.knative.apiserver.resource.update, InterStepBufferService, update",
        "dev.knative.apiserver.resource.delete, InterStepBufferService, ''",
        "dev.knative.apiserver.resource.add, StatefulSet, ''",
        "dev.knative.apiserver.resource.update, StatefulSet, 'health update'",
        "dev.knative.apiserver.resource.delete, StatefulSet, update",
        "dev.knative.apiserver.resource.update, PodDisruptionBudget, update",
        "dev.knative.apiserver.resource.delete, PodDisruptionBudget, update",
        "dev.knative.apiserver.resource.add, Pod, health",
        "dev.knative.apiserver.resource.update, Pod, health",
        "dev.knative.apiserver.resource.delete, Pod, health",
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
        "dev.numaflow.isbsvc.encryption.migrated, InterStepBufferService, provisioning",
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
