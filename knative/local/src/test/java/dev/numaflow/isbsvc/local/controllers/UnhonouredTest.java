package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

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
                .withPartition(1)
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
                        "spec.updateStrategy.rollingUpdate.partition: found 1, allowed: 0");
    }
}
