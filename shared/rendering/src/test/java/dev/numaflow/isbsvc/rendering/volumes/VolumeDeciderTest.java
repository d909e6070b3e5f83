package dev.numaflow.isbsvc.rendering.volumes;

import static dev.numaflow.isbsvc.rendering.volumes.Claims.NOW;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.claim;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.claims;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.pods;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.state;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.statefulSet;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next step towards larger volumes, from what is live. */
class VolumeDeciderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1Gi/1Gi 1Gi/1Gi 1Gi/1Gi | step 1 of 4: claim v-s-0 asks for 2Gi instead of 1Gi",
                "2Gi/1Gi 1Gi/1Gi 1Gi/1Gi | step 1 of 4: claim v-s-0 has 1Gi of 2Gi, waits for the volume",
                "2Gi/2Gi 1Gi/1Gi 1Gi/1Gi | step 2 of 4: claim v-s-1 asks for 2Gi instead of 1Gi",
                "2Gi/2Gi 2Gi/2Gi 2Gi/1Gi | step 3 of 4: claim v-s-2 has 1Gi of 2Gi, waits for the volume",
                "2Gi/2Gi 2048Mi/2147483648 3Gi/3Gi | step 4 of 4: the StatefulSet is created again with claims of 2Gi, and its pods stay",
                "1Gi/2Gi 1Gi/2Gi 1Gi/2Gi | step 4 of 4: the StatefulSet is created again with claims of 2Gi, and its pods stay",
                "9Gi/1Gi 1Gi/1Gi 1Gi/1Gi | step 1 of 4: claim v-s-0 asks for 2Gi instead of 9Gi",
                "9Gi/9Gi 9Gi/2Gi 1Gi/1Gi | step 3 of 4: claim v-s-2 asks for 2Gi instead of 1Gi",
                "2Gi/2Gi 2Gi/2Gi | step 3 of 4: claim v-s-2 does not exist",
            })
    void goesClaimByClaimAndCreatesTheStatefulSetAgainAtTheEnd(String sizes, String message) {
        assertThat(message(VolumeDecider.next(state(statefulSet("1Gi"), claims(sizes), "2Gi"))))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{conditions: [{type: FileSystemResizePending, status: 'True'}]} | waits for the file system",
                "{conditions: [{type: FileSystemResizePending, status: 'False'}]} | waits for the volume",
                "{allocatedResourceStatuses: {storage: NodeResizePending}} | waits for the file system",
                "{allocatedResourceStatuses: {storage: ControllerResizeInProgress}} | waits for the volume",
                "{allocatedResourceStatuses: {storage: ControllerResizeInfeasible}} | its resize fails: ControllerResizeInfeasible",
                "{allocatedResourceStatuses: {storage: NodeResizeFailed}} | its resize fails: NodeResizeFailed",
                "{conditions: [{type: NodeResizeError, status: 'True', message: no tool}]} | its resize fails: no tool",
                "{allocatedResourceStatuses: {storage: NodeResizeInfeasible},"
                        + " conditions: [{type: NodeResizeError, status: 'True', message: no tool}]}"
                        + " | its resize fails: NodeResizeInfeasible: no tool",
            })
    void tellsWhatAResizeWaitsForAndWhyItFails(String status, String words) {
        ObjectNode claim = claim(0, "2Gi/1Gi");
        claim.withObject("/status").setAll(yaml(status));

        NextStep next = VolumeDecider.next(state(statefulSet("1Gi"), List.of(claim), "2Gi"));

        assertThat(message(next)).startsWith("step 1 of 4: claim v-s-0 has 1Gi of 2Gi, " + words);
        assertThat(((NextStep.Wait) next).isReported())
                .as("no source watches claims")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metadata: {deletionTimestamp: x}} | the StatefulSet is being deleted",
                "{spec: {updateStrategy: {rollingUpdate: {partition: 1}}}} | its pods are replaced in steps",
                "{metadata: {generation: 5}} | the StatefulSet controller has not seen the last write yet",
                "{status: {updateRevision: other}} | not every pod is there and has the newest template",
                "{spec: {replicas: 2}} | the StatefulSet is created again",
                "{metadata: {uid: other}} | not every pod is there",
            })
    void replacesTheStatefulSetOnlyAtRest(String change, String words) {
        ObjectNode merged = merge(statefulSet("1Gi"), yaml(change));

        assertThat(message(VolumeDecider.next(state(merged, claims("2Gi/2Gi 2Gi/2Gi 2Gi/2Gi"), "2Gi"))))
                .contains(words);
    }

    /** The garbage collector deletes pods that it did not know of when their StatefulSet went alone. */
    @Test
    void waitsForPodsThatWereCreatedJustNow() {
        VolumeState young = VolumeState.of(
                statefulSet("1Gi"),
                claims("2Gi/2Gi 2Gi/2Gi 2Gi/2Gi"),
                pods("2026-01-01T00:09:31Z"),
                VolumeSize.of("2Gi"),
                NOW);
        assertThat(message(VolumeDecider.next(young))).contains("pod s-0 was created within the last 30 s");
        VolumeState unreadable = VolumeState.of(
                statefulSet("1Gi"), claims("2Gi/2Gi 2Gi/2Gi 2Gi/2Gi"), pods("?"), VolumeSize.of("2Gi"), NOW);
        assertThat(message(VolumeDecider.next(unreadable))).contains("pod s-0 was created");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1Gi/1Gi 1Gi/1Gi 1Gi/1Gi | every claim has 1Gi, and no pod was restarted",
                "2Gi/2Gi 2Gi/1Gi 1Gi/1Gi | new claims get 1Gi; claims that ask for more stay as they are, because volumes do not"
                        + " shrink: v-s-0 (2Gi), v-s-1 (2Gi)",
            })
    void tellsAtTheEndWhatStays(String sizes, String words) {
        assertThat(VolumeDecider.finished(VolumeClaims.of(statefulSet("1Gi"), claims(sizes))))
                .isEqualTo(words);
    }

    private static ObjectNode merge(ObjectNode into, JsonNode change) {
        change.properties().forEach(field -> {
            if (field.getValue().isObject() && into.path(field.getKey()).isObject()) {
                merge((ObjectNode) into.get(field.getKey()), field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
        return into;
    }

    private static String message(NextStep step) {
        return step instanceof NextStep.Wait wait ? wait.message() : ((NextStep.Act) step).message();
    }
}
