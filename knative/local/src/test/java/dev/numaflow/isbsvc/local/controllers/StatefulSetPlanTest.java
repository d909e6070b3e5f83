package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

class StatefulSetPlanTest {
    private static final String DELETED = "2026-01-01T00:00:30Z";

    private final Given given = new Given();

    @Test
    void makesAllPodsAtOnceWithTheirClaimsWhenParallel() {
        assertThat(given.plan())
                .containsExactly(
                        "create vol-s-0", "create s-0", "create vol-s-1", "create s-1", "create vol-s-2", "create s-2");
    }

    @Test
    void makesOnePodAfterTheOtherIsReadyWhenOrdered() {
        ordered();
        assertThat(given.plan()).containsExactly("create vol-s-0", "create s-0");
        assertThat(given.unready(0).plan()).isEmpty();
    }

    @Test
    void goesOnWithTheNextWhenTheFirstIsReady() {
        ordered();
        assertThat(given.ready(0).plan()).containsExactly("create vol-s-1", "create s-1");
    }

    @Test
    void makesNoPodOnAClaimThatIsBeingDeleted() {
        given.ready(0).ready(1).claim(2, claim -> {
            claim.getMetadata().setDeletionTimestamp(DELETED);
            return claim;
        });
        assertThat(given.plan()).isEmpty();
    }

    @Test
    void takesTheClaimThatIsThere() {
        assertThat(given.ready(0).ready(1).claim(2, claim -> claim).plan()).containsExactly("create s-2");
    }

    @Test
    void scalesDownFromTheTop() {
        replicas(1);
        ordered();
        assertThat(given.ready(0).ready(1).ready(2).plan()).containsExactly("delete s-2");
    }

    @Test
    void scalesDownAtOnceWhenParallel() {
        replicas(1);
        assertThat(given.ready(0).ready(1).ready(2).plan()).containsExactly("delete s-2", "delete s-1");
    }

    @Test
    void waitsWithScalingDownUntilTheOthersServeWhenOrdered() {
        replicas(2);
        ordered();
        assertThat(given.ready(0).unready(1).ready(2).plan()).isEmpty();
    }

    @Test
    void rollsTheTopPodFirst() {
        given.ready(0).ready(1).ready(2);
        Given rolled = new Given().changedTemplate("nats:2").old(0).old(1).old(2);
        assertThat(given.plan()).isEmpty();
        assertThat(rolled.plan()).containsExactly("delete s-2");
    }

    @Test
    void rollsTheNextOnlyWhenTheOneBeforeIsReady() {
        assertThat(new Given()
                        .changedTemplate("nats:2")
                        .old(0)
                        .old(1)
                        .unready(2)
                        .plan())
                .isEmpty();
        assertThat(new Given().changedTemplate("nats:2").old(0).old(1).ready(2).plan())
                .containsExactly("delete s-1");
    }

    @Test
    void waitsForTheMinimumReadyTimeBetweenTwo() {
        Given rolling = new Given()
                .changedTemplate("nats:2")
                .set(s -> s.editSpec().withMinReadySeconds(61).endSpec())
                .old(0)
                .old(1)
                .ready(2);
        assertThat(rolling.plan()).as("ready for 60 s").isEmpty();
        assertThat(rolling.set(s -> s.editSpec().withMinReadySeconds(60).endSpec())
                        .plan())
                .containsExactly("delete s-1");
    }

    @Test
    void waitsForAPodThatIsGoing() {
        Given rolling = new Given().changedTemplate("nats:2").old(0).old(1);
        rolling.pod(2, rolling.revisions().current(), "True", p -> p.editMetadata()
                .withDeletionTimestamp(DELETED)
                .endMetadata());
        assertThat(rolling.plan()).isEmpty();
    }

    @Test
    void leavesPodsBelowThePartition() {
        assertThat(partitioned(2).old(0).old(1).ready(2).plan()).isEmpty();
    }

    @Test
    void remakesAPodBelowThePartitionWithTheRevisionItHad() {
        Given partitioned = partitioned(2).old(1).ready(2).claim(0, claim -> claim);
        Step.Create step =
                (Step.Create) StatefulSetPlan.of(partitioned.view(), Given.NOW).get(0);
        assertThat(((Pod) step.object()).getSpec().getContainers().get(0).getImage())
                .isEqualTo("nats:1");
    }

    @Test
    void leavesOldPodsToTheirOwnersOnDelete() {
        Given manual = new Given().changedTemplate("nats:2").set(s -> s.editSpec()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .endSpec());
        assertThat(manual.old(0).old(1).old(2).plan()).isEmpty();
    }

    @Test
    void replacesAFailedPod() {
        given.ready(0).ready(1).pod(2, given.revisions().update(), "False", p -> p.editStatus()
                .withPhase("Failed")
                .endStatus());
        assertThat(given.plan()).containsExactly("delete s-2");
    }

    @Test
    void doesNothingForASetThatIsBeingDeleted() {
        given.set(s -> s.editMetadata().withDeletionTimestamp(DELETED).endMetadata());
        assertThat(given.plan()).isEmpty();
    }

    @Test
    void namesThePodAndItsClaimAsTheRealControllerDoes() {
        Pod pod = new PodFactory(given.view().set(), given.revisions())
                .pod(2, given.revisions().update());
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("apps.kubernetes.io/pod-index", "2")
                .containsEntry("statefulset.kubernetes.io/pod-name", "s-2")
                .containsEntry("controller-revision-hash", given.revisions().update())
                .containsEntry("app", "s");
        assertThat(pod.getSpec().getSubdomain()).isEqualTo("svc");
        assertThat(pod.getSpec().getHostname()).isEqualTo("s-2");
        assertThat(pod.getSpec().getVolumes().get(0).getPersistentVolumeClaim().getClaimName())
                .isEqualTo("vol-s-2");
    }

    private void ordered() {
        given.set(s -> s.editSpec().withPodManagementPolicy("OrderedReady").endSpec());
    }

    private void replicas(int replicas) {
        given.set(s -> s.editSpec().withReplicas(replicas).endSpec());
    }

    private static Given partitioned(int partition) {
        return new Given().changedTemplate("nats:2").set(s -> s.editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(partition)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec());
    }
}
