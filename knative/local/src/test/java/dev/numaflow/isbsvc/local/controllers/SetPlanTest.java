package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SetPlanTest {
    private static final String DELETED = "2026-01-01T00:00:30Z";

    private final Given given = new Given();

    @Test
    void makesAllPodsAtOnceWithTheirClaims() {
        assertThat(given.steps())
                .containsExactly(
                        "create vol-s-0", "create s-0", "create vol-s-1", "create s-1", "create vol-s-2", "create s-2");
    }

    @Test
    void makesNoPodOnAClaimThatIsBeingDeleted() {
        given.ready(0).ready(1).claim(2, claim -> {
            claim.getMetadata().setDeletionTimestamp(DELETED);
            return claim;
        });
        assertThat(given.steps()).isEmpty();
    }

    @Test
    void takesTheClaimThatIsThere() {
        assertThat(given.ready(0).ready(1).claim(2, claim -> claim).steps()).containsExactly("create s-2");
    }

    @Test
    void scalesDownAtOnce() {
        replicas(1);
        assertThat(given.ready(0).ready(1).ready(2).steps()).containsExactly("delete s-2", "delete s-1");
    }

    @Test
    void rollsTheTopPodFirst() {
        given.ready(0).ready(1).ready(2);
        Given rolled = new Given().changedTemplate("nats:2").old(0).old(1).old(2);
        assertThat(given.steps()).isEmpty();
        assertThat(rolled.steps()).containsExactly("delete s-2");
    }

    @Test
    void rollsTheNextOnlyWhenTheOneBeforeIsReady() {
        assertThat(new Given()
                        .changedTemplate("nats:2")
                        .old(0)
                        .old(1)
                        .unready(2)
                        .steps())
                .isEmpty();
        assertThat(new Given().changedTemplate("nats:2").old(0).old(1).ready(2).steps())
                .containsExactly("delete s-1");
    }

    @Test
    void rollsNoPodBelowThePartition() {
        Given held = new Given().changedTemplate("nats:2").old(0).old(1).old(2);
        assertThat(held.set(partition(3)).steps()).isEmpty();
        assertThat(held.set(partition(2)).steps()).containsExactly("delete s-2");
        assertThat(new Given()
                        .changedTemplate("nats:2")
                        .old(0)
                        .old(1)
                        .ready(2)
                        .set(partition(2))
                        .steps())
                .isEmpty();
    }

    private static UnaryOperator<StatefulSetBuilder> partition(int partition) {
        return set -> set.editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(partition)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec();
    }

    @Test
    void waitsForAPodThatIsGoing() {
        Given rolling = new Given().changedTemplate("nats:2").old(0).old(1);
        rolling.pod(2, "old", "True", p -> p.editMetadata()
                .withDeletionTimestamp(DELETED)
                .endMetadata());
        assertThat(rolling.steps()).isEmpty();
    }

    @Test
    void replacesAFailedPod() {
        given.ready(0).ready(1).pod(2, given.revision(), "False", p -> p.editStatus()
                .withPhase("Failed")
                .endStatus());
        assertThat(given.steps()).containsExactly("delete s-2");
    }

    @Test
    void doesNothingForASetThatIsBeingDeleted() {
        given.set(s -> s.editMetadata().withDeletionTimestamp(DELETED).endMetadata());
        assertThat(given.steps()).isEmpty();
    }

    @Test
    void namesThePodAndItsClaimAsTheRealControllerDoes() {
        Pod pod = new PodFactory(given.set()).pod(2);
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("apps.kubernetes.io/pod-index", "2")
                .containsEntry("statefulset.kubernetes.io/pod-name", "s-2")
                .containsEntry("controller-revision-hash", given.revision())
                .containsEntry("app", "s");
        assertThat(pod.getSpec().getSubdomain()).isEqualTo("svc");
        assertThat(pod.getSpec().getHostname()).isEqualTo("s-2");
        assertThat(pod.getSpec().getVolumes().get(0).getPersistentVolumeClaim().getClaimName())
                .isEqualTo("vol-s-2");
    }

    private void replicas(int replicas) {
        given.set(s -> s.editSpec().withReplicas(replicas).endSpec());
    }
}
