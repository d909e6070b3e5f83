package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numaplane 0.32 writes a service whose real servers run, and judges it by generations, updated pods and ChildrenResourcesHealthy. It must
 * not find a change carried out before it is, because it resumes paused Pipelines then, and it must find it carried out in the end.
 */
class NumaplaneOnControlPlaneIT {

    private static final String RUNS = "version: 2.12.7, replicas: 3, persistence: {volumeSize: 3Gi}";
    private static final String NOT_OBSERVED =
            "Progressing: Mismatch between ISBService Generation and ObservedGeneration";

    @TempDir
    Path folder;

    private NumaplaneService service;

    @BeforeEach
    void start() throws Exception {
        service = new NumaplaneService("{" + RUNS + "}");
        assertThat(service.numaplane.judgement()).isEqualTo("ISBSvcUnknown");
        service.create();
        assertThat(service.numaplane.judgement()).isEqualTo("ISBSvcPending");
        service.health();
        assertThat(service.numaplane.judgement()).isEqualTo("Progressing: ISBService Progressing");
        service.startServers(folder);
        assertThat(service.numaplane.judgement()).isEqualTo(Numaplane.HEALTHY);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata: {annotations: {team: a}}",
                "containerTemplate: {resources: {limits: {memory: 1Gi}}}",
                "settings: 'max_file_store: 2GB'",
            })
    void aChangeThatReplacesPodsIsReconciledWhenEveryPodHasIt(String change) {
        long before = service.statefulSet().at("/metadata/generation").asLong();
        wantBeside(change);

        service.health();
        assertThat(service.numaplane.judgement()).isEqualTo(NOT_OBSERVED);
        service.update();
        assertThat(service.statefulSet().at("/metadata/generation").asLong()).isGreaterThan(before);
        service.rollJudgedByNumaplane();

        assertIsReconciled();
        assertThat(service.held()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bufferConfig: 'stream: {maxMsgs: 50000}'",
                "settings: 'max_payload: 2097152'",
            })
    void aChangeThatReplacesNoPodIsReconciledAtOnce(String change) throws Exception {
        long before = service.statefulSet().at("/metadata/generation").asLong();
        wantBeside(change);

        service.update();

        assertIsReconciled();
        service.reloadServers();
        service.configMapChanged();
        assertIsReconciled();
        assertThat(service.statefulSet().at("/metadata/generation").asLong()).isEqualTo(before);
        assertThat(service.message()).isEmpty();
    }

    @Test
    void anAnnotationOfTheRolloutIsReconciledBesideOurOwnMetadata() {
        service.numaplane.wantAnnotation(Annotations.REPLAY, "1");
        assertThat(service.numaplane.reconcile()).isTrue();
        assertIsReconciled();

        service.update();

        assertIsReconciled();
    }

    /** It reads no other condition than ChildrenResourcesHealthy: that a change waits, only the service says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2.12.7, replicas: 1, persistence: {volumeSize: 3Gi}",
                "version: 2.12.7, replicas: 3, persistence: {volumeSize: 5Gi}",
                "version: 2.12.7, replicas: 3",
                "version: 2.10.29, replicas: 3, persistence: {volumeSize: 3Gi}",
                "version: 2.12.7, replicas: 4, persistence: {volumeSize: 3Gi}",
            })
    void aChangeThatIsHeldOrRefusedLooksReconciledAndTheServiceRunsOn(String spec) {
        assertIsHeldAndTheServiceRunsOn(spec);
    }

    @Test
    void aChangeOfEncryptionThatStoredDataHoldsLooksReconciledAndTheServiceRunsOn() throws Exception {
        service.store();

        assertIsHeldAndTheServiceRunsOn(RUNS + ", encryption: true");
    }

    private void assertIsHeldAndTheServiceRunsOn(String spec) {
        long before = service.statefulSet().at("/metadata/generation").asLong();
        service.numaplane.want("{" + spec + "}");
        service.numaplane.reconcile();
        assertThat(service.numaplane.judgement()).isEqualTo(NOT_OBSERVED);

        service.update();

        assertIsReconciled();
        assertThat(service.held()).isNotEmpty();
        assertThat(service.statefulSet().at("/metadata/generation").asLong()).isEqualTo(before);

        service.numaplane.want("{" + RUNS + "}");
        service.numaplane.reconcile();
        service.update();
        assertIsReconciled();
        assertThat(service.held()).isEmpty();
    }

    @Test
    void aHeldChangeIsApprovedByAnAnnotationOfTheRollout() {
        service.numaplane.want("{version: 2.10.29, replicas: 3, persistence: {volumeSize: 3Gi}}");
        service.numaplane.reconcile();
        service.update();
        String held = service.held();

        service.numaplane.wantAnnotation(Annotations.APPROVE, held.substring(held.indexOf('[') + 1, held.indexOf(']')));
        service.numaplane.reconcile();
        service.update();
        service.rollJudgedByNumaplane();

        assertIsReconciled();
        assertThat(service.held()).isEmpty();
    }

    @Test
    void aChangeOfAPausedServiceIsNotReconciledBeforeThePauseEnds() {
        service.numaplane.wantAnnotation(Annotations.PAUSED, "true");
        wantBeside("bufferConfig: 'stream: {maxMsgs: 50000}'");
        service.update();
        assertThat(service.numaplane.judgement()).isEqualTo(NOT_OBSERVED);

        service.numaplane.wantAnnotation(Annotations.PAUSED, "false");
        service.numaplane.reconcile();
        service.update();

        assertIsReconciled();
    }

    @Test
    void oursComesBackWhileNumaplanesBudgetIsGoneAndGivesWayAgain() {
        String ours = service.names().podDisruptionBudget();
        String theirs = service.names().isbsvcName();
        assertThat(service.budgets()).containsExactly(theirs);

        service.deleteBudget(theirs);
        assertThat(FoundByRepair.ofChildren(service.cluster)).isNotEmpty();
        service.update();
        assertThat(service.budgets()).containsExactly(ours);
        assertThat(FoundByRepair.ofChildren(service.cluster)).isEmpty();

        service.numaplane.reconcile();
        assertThat(FoundByRepair.ofChildren(service.cluster)).isNotEmpty();
        service.update();
        assertThat(service.budgets()).containsExactly(theirs);
        assertThat(FoundByRepair.ofChildren(service.cluster)).isEmpty();
    }

    @Test
    void aServiceThatItRecreatesLeavesNoBudget() {
        String deleted = service.names().isbsvcName();

        service.numaplane.recreate();
        service.deletionOf(deleted);
        service.create();

        assertThat(service.names().isbsvcName()).isNotEqualTo(deleted);
        service.awaitBudgets(service.names().isbsvcName());
    }

    private void wantBeside(String change) {
        service.numaplane.want("{" + RUNS + ", " + change + "}");
        assertThat(service.numaplane.reconcile()).isTrue();
        assertThat(service.numaplane.judgement()).isEqualTo(NOT_OBSERVED);
    }

    /** Nothing is left that it would write: what we add to the service does not count as a difference. */
    private void assertIsReconciled() {
        assertThat(service.numaplane.judgement()).isEqualTo(Numaplane.HEALTHY);
        assertThat(service.numaplane.reconcile()).isFalse();
    }
}
