package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import org.junit.jupiter.api.Test;

class SetPlanStatusTest {
    @Test
    void countsPodsByWhatTheyAre() {
        Given given = new Given().changedTemplate("nats:2").old(0).old(1).unready(2);

        StatefulSetStatus status = given.plan().status();

        assertThat(status.getReplicas()).isEqualTo(3);
        assertThat(status.getReadyReplicas()).isEqualTo(2);
        assertThat(status.getCurrentReplicas()).isEqualTo(2);
        assertThat(status.getUpdatedReplicas()).isEqualTo(1);
        assertThat(status.getObservedGeneration()).isEqualTo(3);
        assertThat(status.getCurrentRevision()).isNotEqualTo(status.getUpdateRevision());
    }

    @Test
    void aCompleteRollMakesTheNewRevisionTheCurrentOne() {
        Given given = new Given().changedTemplate("nats:2").ready(0).ready(1).ready(2);

        StatefulSetStatus status = given.plan().status();

        assertThat(status.getCurrentRevision()).isEqualTo(status.getUpdateRevision());
        assertThat(status.getCurrentReplicas()).isEqualTo(3);
    }
}
