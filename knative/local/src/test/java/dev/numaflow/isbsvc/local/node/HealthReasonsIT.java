package dev.numaflow.isbsvc.local.node;

import static dev.numaflow.isbsvc.local.node.RunningSystem.NAMESPACE;
import static dev.numaflow.isbsvc.local.node.RunningSystem.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each reason that pods have for not serving, produced by real processes and claims, and understood from what the node reports. */
class HealthReasonsIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private RunningSystem system;

    @BeforeEach
    void begin() {
        system = RunningSystem.embedded(folder);
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aReasonIsReportedWhileItLastsAndTheServiceServesAgainWithoutIt(
            String reason, String words, Consumer<PodSpec> harm) throws Exception {
        system.applySingleNode(set -> set);
        EvaluatedService service = EvaluatedService.in(system);
        service.awaitTrue();
        PodSpec good = set().get().getSpec().getTemplate().getSpec();

        change(harm);
        service.awaitFalse(reason, words);

        change(spec -> {
            spec.setNodeSelector(good.getNodeSelector());
            spec.setContainers(good.getContainers());
        });
        service.awaitTrue();
    }

    static Stream<Arguments> aReasonIsReportedWhileItLastsAndTheServiceServesAgainWithoutIt() {
        return Stream.of(
                arguments(
                        "Unschedulable",
                        "isbsvc-default-js-0: Unschedulable (spec.nodeSelector: found {pool=nowhere}",
                        (Consumer<PodSpec>) spec -> spec.setNodeSelector(Map.of("pool", "nowhere"))),
                arguments("ImagePull", "image \"registry.example/other:1\"", (Consumer<PodSpec>)
                        spec -> main(spec).setImage("registry.example/other:1")),
                arguments("CrashLoopBackOff", "container main ended with Error, exit code 1", (Consumer<PodSpec>)
                        spec -> main(spec).setArgs(List.of("--tls"))),
                arguments("OOMKilled", "container main needs more memory", (Consumer<PodSpec>) spec -> main(spec)
                        .setResources(new ResourceRequirementsBuilder()
                                .withLimits(Map.of("memory", new Quantity("3Mi")))
                                .build())));
    }

    @Test
    void aClaimThatNobodyProvidesForIsReportedUntilItsClassIsThere() throws Exception {
        system.applySingleNode(set -> set);
        EvaluatedService service = EvaluatedService.in(system);
        service.awaitTrue();

        recreateWithStorageClass("missing");
        service.awaitFalse("ClaimPending", "pod has unbound immediate PersistentVolumeClaims");

        system.client()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName("missing")
                        .endMetadata()
                        .withProvisioner("anybody")
                        .build())
                .create();
        service.awaitTrue();
    }

    /** Nor does the election that comes when the leader's turn has come. */
    @Test
    void noConditionTurnsFalseWhileARollGoesOn() throws Exception {
        system.applyService(set -> set);
        EvaluatedService service = EvaluatedService.in(system);
        service.awaitTrue();
        service.awaitMessage("");
        int before = service.written().size();

        set().edit(set -> {
            set.getSpec().getTemplate().getMetadata().setAnnotations(Map.of("changed", "yes"));
            return set;
        });
        service.awaitMessage("a new revision is rolled out, one node at a time");
        service.awaitMessage("");

        assertThat(isRolledOut()).isTrue();
        assertThat(service.written().subList(before, service.written().size()))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(Condition::isTrue);
    }

    /** Its followers fail their probes until they have another; the node starts it again meanwhile. */
    @Test
    void theEndOfTheLeadersServerIsNoLoss() throws Exception {
        system.applyService(set -> set);
        EvaluatedService service = EvaluatedService.in(system);
        service.awaitTrue();
        service.awaitMessage("");
        int before = service.written().size();
        int leader = leader();

        ProcessHandle.of(system.pid(leader)).orElseThrow().destroyForcibly();
        service.awaitThat(() -> system.restarts(leader) == 1 && system.isReady(leader));
        service.awaitMessage("");

        assertThat(service.written().subList(before, service.written().size())).allMatch(Condition::isTrue);
    }

    private int leader() throws Exception {
        String name = new ObjectMapper()
                .readTree(system.monitor(0, "/jsz"))
                .at("/meta_cluster/leader")
                .asText();
        return Integer.parseInt(name.replace(SET + "-", ""));
    }

    private boolean isRolledOut() {
        StatefulSet set = set().get();
        return set.getStatus().getUpdatedReplicas() == 3
                && set.getStatus().getCurrentRevision().equals(set.getStatus().getUpdateRevision());
    }

    private void recreateWithStorageClass(String name) throws Exception {
        StatefulSet old = set().get();
        set().delete();
        await().atMost(LONG).until(() -> system.pod(0) == null);
        system.client().persistentVolumeClaims().inNamespace(NAMESPACE).delete();
        await().atMost(LONG).until(() -> system.client()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .isEmpty());
        UnaryOperator<StatefulSet> renewed = set -> {
            set.getMetadata().setResourceVersion(null);
            set.getMetadata().setUid(null);
            set.getSpec().getVolumeClaimTemplates().get(0).getSpec().setStorageClassName(name);
            return set;
        };
        system.client().resource(renewed.apply(old)).create();
    }

    private void change(Consumer<PodSpec> change) {
        set().edit(set -> {
            change.accept(set.getSpec().getTemplate().getSpec());
            return set;
        });
    }

    private Resource<StatefulSet> set() {
        return system.client().apps().statefulSets().inNamespace(NAMESPACE).withName(SET);
    }

    private static Container main(PodSpec spec) {
        return spec.getContainers().get(0);
    }
}
