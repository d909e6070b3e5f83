package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.runtime.TestCluster;
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

    private static final String SYSTEM = "isbsvc-system";

    private final TestCluster cluster = TestCluster.embedded();

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** Invariant 12. */
    @Test
    void aDeadLetterAboutASecretIsToldOnItWithoutReadingIt() {
        cluster.createNamespace(SYSTEM);
        JsonNode service = cluster.apply(TestCluster.service("n", "{version: latest}"));
        cluster.apply(DeadLettersOnControlPlaneIT.child("Secret", "isbsvc-n-js-server", ObjectMetas.uid(service)));
        EventRecorder recorder = new EventRecorder(cluster.cluster(), Clock.systemUTC(), "test");
        DeadLetters deadLetters = new DeadLetters(
                new OwnObjects(
                        cluster.cluster(), new ControllerConfigSource(cluster.cluster(), recorder, "numaflow-system")),
                recorder,
                new DeadLetterCount(new RepairLease(cluster.cluster(), SYSTEM)));
        cluster.requests();

        deadLetters.tell(
                new Pointer(
                        EventType.REF_UPDATE,
                        new ObjectRef(ObjectKind.SECRET, TestCluster.NAMESPACE, "isbsvc-n-js-server")),
                new DeadLetter("update", "503"));

        assertThat(cluster.requests())
                .filteredOn(request -> request.resource().equals("secrets"))
                .singleElement()
                .matches(LoggedRequest::metadataOnly);
        assertThat(cluster.cluster().list(ObjectKind.EVENT, TestCluster.NAMESPACE))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/involvedObject/name").asText()).isEqualTo("isbsvc-n-js-server"));
    }
}
