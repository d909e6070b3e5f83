package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.junit.jupiter.api.Test;

class UnhonouredTest {
    @Test
    void honoursTheStatefulSetOfAService() {
        assertThat(Unhonoured.of(new Given().set())).isEmpty();
    }

    @Test
    void namesEachFieldThatItDoesNotHonour() {
        Given given = new Given().set(set -> set.editSpec()
                .withPodManagementPolicy("OrderedReady")
                .withMinReadySeconds(3)
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(2))
                .endRollingUpdate()
                .endUpdateStrategy()
                .withNewPersistentVolumeClaimRetentionPolicy("Delete", "Retain")
                .endSpec());

        assertThat(Unhonoured.of(given.set()))
                .containsExactly(
                        "spec.podManagementPolicy: found OrderedReady, allowed: Parallel",
                        "spec.minReadySeconds: found 3, allowed: 0",
                        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted: found Delete, allowed: Retain",
                        "spec.updateStrategy.type: found OnDelete, allowed: RollingUpdate",
                        "spec.updateStrategy.rollingUpdate.maxUnavailable: found 2, allowed: none");
    }
}
