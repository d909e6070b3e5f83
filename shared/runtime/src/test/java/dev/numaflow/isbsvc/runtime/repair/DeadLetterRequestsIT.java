package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterRequestsIT {

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void stop() {
        cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, TestCluster.SYSTEM, "isbsvc-repair"))
                .ifPresent(cluster.cluster()::delete);
        cluster.close();
    }

    /** Invariant 12. */
    @Test
    void aDeadLetterAboutASecretIsReportedOnItWithoutReadingIt() {
        JsonNode service = cluster.apply(cluster.service("n", "{version: latest}"));
        cluster.apply(DeadLettersOnControlPlaneIT.child(
                cluster.namespace(), "Secret", "isbsvc-n-js-server", ObjectMetas.uid(service)));
        SecretReads reads = new SecretReads();
        Cluster api = cluster.watchedBy(reads);
        EventRecorder recorder = new EventRecorder(api, Clock.systemUTC(), "test");
        DeadLetters deadLetters = new DeadLetters(
                new OwnObjects(api, new ControllerConfigSource(api, recorder, TestCluster.CONTROLLER)),
                recorder,
                new DeadLetterCount(new RepairLease(api, TestCluster.SYSTEM)));

        deadLetters.record(
                new Pointer(
                        EventType.REF_UPDATE,
                        new ObjectRef(ObjectKind.SECRET, cluster.namespace(), "isbsvc-n-js-server")),
                new DeadLetter("update", "503"));

        assertThat(reads.accepted()).singleElement().matches(SecretReads::isMetadata);
        assertThat(cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/involvedObject/name").asText()).isEqualTo("isbsvc-n-js-server"));
    }
}
