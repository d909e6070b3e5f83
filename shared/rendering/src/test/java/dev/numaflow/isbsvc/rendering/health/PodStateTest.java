package dev.numaflow.isbsvc.rendering.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PodStateTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void reportsTheTrouble(String expected, String status) throws JsonProcessingException {
        PodState state = PodState.of(pod("", status));

        assertThat(state.ready()).isFalse();
        assertThat(state.trouble()).map(PodTrouble::toString).contains(expected);
    }

    static Stream<Arguments> reportsTheTrouble() {
        return Stream.of(
                arguments(
                        "Unschedulable (0/2 nodes are available: insufficient memory)",
                        "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                                + " message: '0/2 nodes are available: insufficient memory'}]"),
                arguments(
                        "ClaimPending (pod has unbound immediate PersistentVolumeClaims)",
                        "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                                + " message: pod has unbound immediate PersistentVolumeClaims}]"),
                arguments(
                        "ImagePull (container main: no such image)",
                        "containerStatuses: [{name: main, ready: false,"
                                + " state: {waiting: {reason: ImagePullBackOff, message: no such image}}}]"),
                arguments(
                        "CrashLoopBackOff (container main ended with Error, exit code 1)",
                        "containerStatuses: [{name: main, ready: false, state: {waiting: {reason: CrashLoopBackOff}},"
                                + " lastState: {terminated: {reason: Error, exitCode: 1}}}]"),
                arguments(
                        "CrashLoopBackOff (container main ended with Error, exit code 1: cannot read nats.conf)",
                        "containerStatuses: [{name: main, ready: false, state: {waiting: {reason: CrashLoopBackOff}},"
                                + " lastState: {terminated: {reason: Error, exitCode: 1, message: cannot read nats.conf}}}]"),
                arguments(
                        "CrashLoopBackOff (container main ended with Error, exit code 1)",
                        "containerStatuses: [{name: main, ready: false, started: false, restartCount: 2,"
                                + " state: {running: {}}, lastState: {terminated: {reason: Error, exitCode: 1}}}]"),
                arguments(
                        "OOMKilled (container main needs more memory)",
                        "containerStatuses: [{name: main, ready: false, started: false, restartCount: 1,"
                                + " state: {running: {}}, lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}]"),
                arguments(
                        "ImagePull (container wait: no such image)",
                        "{initContainerStatuses: [{name: wait, ready: false,"
                                + " state: {waiting: {reason: ErrImagePull, message: no such image}}}],"
                                + " containerStatuses: [{name: main, ready: false,"
                                + " state: {waiting: {reason: PodInitializing}}}]}"),
                arguments(
                        "CrashLoopBackOff (container main ended with Error, exit code 1)",
                        "containerStatuses: [{name: exporter, ready: false, state: {waiting: {reason: ErrImagePull}}},"
                                + " {name: main, ready: false, state: {waiting: {reason: CrashLoopBackOff}},"
                                + " lastState: {terminated: {reason: Error, exitCode: 1}}}]"),
                arguments(
                        "ClaimPending (0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind)",
                        "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message:"
                                + " \"0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind\"}]"),
                arguments(
                        "OOMKilled (container main needs more memory)",
                        "containerStatuses: [{name: main, ready: false, state: {waiting: {reason: CrashLoopBackOff}},"
                                + " lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}]"),
                arguments(
                        "ContainerConfig (container reloader: secret not found)",
                        "containerStatuses: [{name: main, ready: false, state: {running: {}}}, {name: reloader, ready: false,"
                                + " state: {waiting: {reason: CreateContainerConfigError, message: secret not found}}}]"));
    }

    @Test
    void aPodThatIsReadyIsReady() throws JsonProcessingException {
        assertThat(PodState.of(pod("", "conditions: [{type: Ready, status: 'True'}]")))
                .matches(PodState::ready)
                .matches(state -> state.trouble().isEmpty());
    }

    @Test
    void aFailingSidecarDoesNotMakeTheServerUnready() throws JsonProcessingException {
        assertThat(PodState.of(
                                pod(
                                        "",
                                        "{conditions: [{type: Ready, status: 'False'}], containerStatuses: ["
                                                + "{name: main, ready: true, state: {running: {}}},"
                                                + "{name: metrics, ready: false, state: {waiting: {reason: CrashLoopBackOff}}}]}"))
                        .ready())
                .isTrue();
    }

    @Test
    void howAServerEndedThatHasStartedWellSinceIsNoTrouble() throws JsonProcessingException {
        assertThat(PodState.of(
                                pod(
                                        "",
                                        "containerStatuses: [{name: main, ready: false, started: true, restartCount: 7,"
                                                + " state: {running: {}}, lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}]"))
                        .trouble())
                .isEmpty();
    }

    /** A server that was killed once is started again: nobody has to do anything. */
    @Test
    void oneEndIsNoCrashLoop() throws JsonProcessingException {
        assertThat(PodState.of(
                                pod(
                                        "",
                                        "containerStatuses: [{name: main, ready: false, started: false, restartCount: 1,"
                                                + " state: {running: {}}, lastState: {terminated: {reason: Error, exitCode: 137}}}]"))
                        .trouble())
                .isEmpty();
    }

    @Test
    void aServerThatRunsAndFailsItsProbeIsMerelyUnready() throws JsonProcessingException {
        assertThat(PodState.of(pod(
                        "", "containerStatuses: [{name: main, ready: false, started: true, state: {running: {}}}]")))
                .matches(PodState::isMerelyUnready);
    }

    @Test
    void aPodThatIsLeavingIsNotReady() throws JsonProcessingException {
        assertThat(PodState.of(pod(
                                "deletionTimestamp: '2026-01-01T00:00:00Z'",
                                "conditions: [{type: Ready, status: 'True'}]"))
                        .ready())
                .isFalse();
    }

    @Test
    void aPodThatJustStartsHasNoTrouble() throws JsonProcessingException {
        assertThat(PodState.of(pod(
                                "",
                                "containerStatuses: [{name: main, ready: false,"
                                        + " state: {waiting: {reason: ContainerCreating}}}]"))
                        .trouble())
                .isEmpty();
    }

    private static JsonNode pod(String metadata, String status) throws JsonProcessingException {
        ObjectNode pod = YAML.createObjectNode();
        pod.set("metadata", metadata.isEmpty() ? YAML.createObjectNode() : YAML.readTree(metadata));
        pod.set("status", YAML.readTree(status));
        return pod;
    }
}
