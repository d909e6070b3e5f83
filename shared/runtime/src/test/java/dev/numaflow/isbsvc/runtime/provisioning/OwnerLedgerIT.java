package dev.numaflow.isbsvc.runtime.provisioning;

import static dev.numaflow.isbsvc.runtime.provisioning.ServedPipelines.BUFFER;
import static dev.numaflow.isbsvc.runtime.provisioning.ServedPipelines.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.health.TestPods;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ConfigMap of a service says of streams whose servers do not keep it, and how long. */
class OwnerLedgerIT {

    private static final ObjectRef LEDGER =
            new ObjectRef(ObjectKind.CONFIG_MAP, SERVICE.namespace(), SERVICE.ownersConfigMap());

    @TempDir
    Path folder;

    @Test
    void itIsOwnedAndNotControlledSaysWhoseEachStreamIsAndGoesWithTheLast() throws Exception {
        try (ServedPipelines served = onOldServers()) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);

            JsonNode ledger = served.cluster.get(LEDGER).orElseThrow();
            assertThat(ledger.path("data").properties())
                    .extracting(entry -> entry.getKey())
                    .containsExactlyInAnyOrderElementsOf(served.names());
            assertThat(ledger.at("/data/" + BUFFER).asText())
                    .contains("simple-pipeline", pipeline.at("/metadata/uid").asText());
            assertThat(ledger.at("/metadata/ownerReferences/0/name").asText()).isEqualTo(SERVICE.isbsvcName());
            assertThat(ledger.at("/metadata/ownerReferences/0/controller").asBoolean())
                    .as("else a source would tell of it")
                    .isFalse();

            assertThat(served.reconcile(pipeline).message()).contains("0 made, 7 present", "0 adopted");
            assertThat(served.cluster.get(LEDGER))
                    .as("nothing is written at rest")
                    .contains(ledger);
            served.api.delete(pipeline);
            served.reconcileAfterDeletion(pipeline);
            assertThat(served.names()).isEmpty();
            assertThat(served.cluster.get(LEDGER)).isEmpty();
        }
    }

    /** Invariant 8: between the death of a stream and its entry's, and between an entry and its stream's birth. */
    @Test
    void anEntryWithoutItsStreamIsStruckOutAndNothingIsTakenForTheDeadOwners() throws Exception {
        try (ServedPipelines served = onOldServers()) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            served.api.delete(pipeline);
            served.names().forEach(served.streams::deleteStream);

            served.reconcileAfterDeletion(pipeline);

            assertThat(served.cluster.get(LEDGER)).isEmpty();
            served.streams.createStream(stream(BUFFER));
            served.reconcileAfterDeletion(pipeline);
            assertThat(served.names()).as("somebody else's by now").containsExactly(BUFFER);
        }
    }

    @Test
    void whenItIsLostTheStreamsThatAreAskedForAreTakenOverAgain() throws Exception {
        try (ServedPipelines served = onOldServers()) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            served.publish(BUFFER, 3);
            served.api.delete(served.cluster.get(LEDGER).orElseThrow());

            assertThat(served.reconcile(pipeline).message()).contains("7 adopted");

            assertThat(served.owner(BUFFER)).isPresent();
            assertThat(served.messages(BUFFER)).isEqualTo(3);
        }
    }

    @Test
    void anObjectOfSomebodyElseUnderItsNameIsNotTouchedAndNothingIsMadeWithoutAnOwner() throws Exception {
        try (ServedPipelines served = onOldServers()) {
            JsonNode foreign = served.api.create(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {namespace: data, name: %s}, data: {a: b}}"
                            .formatted(SERVICE.ownersConfigMap()));

            String message = served.reconcile(served.apply(TestPipelines.simplePipeline()))
                    .message();

            assertThat(message).contains("ConfigMap isbsvc-default-js-owners", "not ours");
            assertThat(served.names()).isEmpty();
            assertThat(served.cluster.get(LEDGER)).contains(foreign);
            assertThat(served.api.events())
                    .anyMatch(event ->
                            event.startsWith("default BuffersFailed: ") && event.contains("isbsvc-default-js-owners"));
        }
    }

    @Test
    void withoutALedgerThatCanBeWrittenWhatNeedsNoneIsPutRight() throws Exception {
        try (ServedPipelines served = onOldServers()) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            served.api.delete(served.cluster.get(LEDGER).orElseThrow());
            served.api.create("{apiVersion: v1, kind: ConfigMap, metadata: {namespace: data, name: %s}}"
                    .formatted(SERVICE.ownersConfigMap()));
            served.streams.deleteConsumer(BUFFER, BUFFER);
            served.streams.deleteStream("KV_data-simple-pipeline_SIDE_INPUTS");

            String message = served.reconcile(pipeline).message();

            assertThat(message).contains("1 repaired", "ConfigMap isbsvc-default-js-owners", "not ours");
            assertThat(served.streams.consumer(BUFFER, BUFFER)).isPresent();
            assertThat(served.names()).doesNotContain("KV_data-simple-pipeline_SIDE_INPUTS");
        }
    }

    /** The same streams on servers of today: what stood in the ledger goes where it belongs. */
    @Test
    void afterAnUpgradeTheOwnersMoveIntoTheMetadataOnceNoOldServerIsLeft() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 1)) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            written(served, StreamOwner.of(pipeline));
            TestPods pods = new TestPods(served.cluster, SERVICE);
            await().until(pods::areRolledOut);
            ObjectNode rolling = served.cluster
                    .get(ObjectRef.ofStatefulSet(SERVICE))
                    .orElseThrow()
                    .deepCopy();
            rolling.withObject("/spec/template/metadata/annotations").put("roll", "once");
            served.api.replace(rolling);
            await().until(() -> isRolling(served));

            served.reconcile(pipeline);
            assertThat(metadata(served)).as("an old server could still drop it").isEmpty();

            await().until(pods::areRolledOut);
            served.reconcile(pipeline);
            assertThat(metadata(served)).contains(StreamOwner.of(pipeline));
            assertThat(served.cluster.get(LEDGER)).isEmpty();
        }
    }

    private static boolean isRolling(ServedPipelines served) {
        JsonNode status = served.cluster
                .get(ObjectRef.ofStatefulSet(SERVICE))
                .orElseThrow()
                .path("status");
        return !status.path("updateRevision").equals(status.path("currentRevision"));
    }

    /** A buffer without metadata, of which the ledger says whose it is. */
    private static void written(ServedPipelines served, StreamOwner owner) {
        ObjectNode bare = config(served).deepCopy();
        bare.remove("metadata");
        assertThat(served.streams.updateStream(bare)).isEqualTo(new CreateResult.Made());
        served.api.create(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {namespace: data, name: %s, labels: {numaflow.numaproj.io/isbsvc-name: %s}}
                data: {%s: '%s'}
                """
                        .formatted(
                                SERVICE.ownersConfigMap(),
                                SERVICE.isbsvcName(),
                                BUFFER,
                                owner.writtenInto(bare).path("metadata")));
    }

    private static Optional<StreamOwner> metadata(ServedPipelines served) {
        return StreamOwner.in(config(served));
    }

    private static JsonNode config(ServedPipelines served) {
        return served.streams.stream(BUFFER).orElseThrow().path("config");
    }

    private static JsonNode stream(String name) {
        return TestPipelines.yaml("{name: %s, subjects: [%s], storage: file, num_replicas: 1}".formatted(name, name));
    }

    private ServedPipelines onOldServers() {
        return ServedPipelines.on(folder, 1, NatsServerBinary.obtainWithoutMetadata());
    }
}
