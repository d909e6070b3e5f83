package dev.numaflow.isbsvc.rendering.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which node counts as lost with its volume: what the API server has decides it, and neither words nor a clock. */
class LostNodeTest {

    private static final String AFFINITY = "0/3 nodes are available: 2 node(s) had volume node affinity conflict";
    private static final String MEMORY = "0/3 nodes are available: 3 Insufficient memory";
    private static final Instant RECORDED = Instant.parse("2026-01-01T02:00:00Z");
    private static final VolumeMachine GONE = new VolumeMachine.Gone("its volume is on machine m");

    @ParameterizedTest
    @CsvSource({
        "Bound, gone, true, true",
        "Bound, there, false, false",
        "Bound, hidden, true, false",
        "Lost, there, true, true",
        "Lost, hidden, true, true",
        "Pending, gone, false, false",
        "Pending, hidden, false, false",
    })
    void isProvedByALostClaimOrAMachineThatIsGone(String phase, String machine, boolean isLost, boolean isProved) {
        VolumeMachine found =
                switch (machine) {
                    case "gone" -> GONE;
                    case "hidden" -> new VolumeMachine.Hidden();
                    default -> new VolumeMachine.There();
                };
        List<LostNode> lost = find(claim(phase), pod(AFFINITY), found);

        assertThat(lost).hasSize(isLost ? 1 : 0);
        lost.forEach(node -> {
            assertThat(node.node()).isEqualTo("s-1");
            assertThat(node.ordinal()).isEqualTo(1);
            assertThat(node.isProved()).isEqualTo(isProved);
        });
    }

    /** They say why a pod waits, not whether a machine is gone: one that is drained reads the same. */
    @Test
    void theSchedulersWordsAreReportedWhereNothingElseCanBeSeenAndProveNothing() {
        assertThat(find(claim("Bound"), pod(AFFINITY), new VolumeMachine.There()))
                .isEmpty();
        assertThat(find(claim("Bound"), pod(MEMORY), new VolumeMachine.Hidden()))
                .isEmpty();
        assertThat(find(claim("Bound"), pod(MEMORY), GONE)).hasSize(1);
        assertThat(find(claim("Bound"), pod(AFFINITY), new VolumeMachine.Hidden())
                        .get(0)
                        .why())
                .contains("volume node affinity conflict", "cannot be seen without the right to");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{status: {phase: Running}}",
                "{spec: {nodeName: machine}}",
                "{metadata: {deletionTimestamp: x}}",
                "{metadata: {ownerReferences: [{uid: other}]}}",
                "{status: {conditions: [{type: PodScheduled, status: 'True'}]}}",
                "{status: {conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}]}}",
            })
    void aPodThatAMachineHasTakenOrThatIsAnothersIsNotLost(String change) {
        ObjectNode pod = pod(AFFINITY);
        Claims.yaml(change).properties().forEach(field -> pod.withObject("/" + field.getKey())
                .setAll((ObjectNode) field.getValue()));

        assertThat(find(claim("Bound"), pod, GONE)).isEmpty();
    }

    @Test
    void whatHasNoVolumesOrAClaimThatGoesHasNoLostNode() {
        ObjectNode none = Claims.statefulSet("1Gi");
        none.withObject("/spec").remove("volumeClaimTemplates");
        ObjectNode going = claim("Bound");
        going.withObject("/metadata").put("deletionTimestamp", "x");

        assertThat(LostNode.all(none, List.of(claim("Lost")), List.of(pod(AFFINITY)), claim -> GONE))
                .isEmpty();
        assertThat(find(going, pod(AFFINITY), GONE)).isEmpty();
        assertThat(LostNode.all(Claims.statefulSet("1Gi"), List.of(), List.of(pod(AFFINITY)), claim -> GONE))
                .isEmpty();
    }

    /** The StatefulSet controller is asked for its claim then; one that is still being deleted is waited for. */
    @Test
    void aPodThatWaitsAndWhoseClaimIsGoneIsWithoutOne() {
        ObjectNode going = claim("Bound");
        going.withObject("/metadata").put("deletionTimestamp", "x");
        ObjectNode taken = pod(AFFINITY);
        taken.withObject("/spec").put("nodeName", "machine");
        JsonNode set = Claims.statefulSet("1Gi");

        assertThat(withoutClaim(set, List.of(), pod(AFFINITY))).contains("s-1");
        assertThat(withoutClaim(set, List.of(claim("Bound")), pod(AFFINITY))).isEmpty();
        assertThat(withoutClaim(set, List.of(going), pod(AFFINITY))).isEmpty();
        assertThat(withoutClaim(set, List.of(), taken)).isEmpty();
    }

    /** One whose labels were removed is in no list; and of one or two nodes none is replaced. */
    @Test
    void aClaimThatIsThereByItsNameIsNotGoneAndFewNodesHaveNoneReplaced() {
        JsonNode set = Claims.statefulSet("1Gi");

        assertThat(LostNode.withoutClaim(set, List.of(), List.of(pod(AFFINITY)), "v-s-1"::equals))
                .isEmpty();
        assertThat(withoutClaim(Running.withReplicas(set, 2), List.of(), pod(AFFINITY)))
                .isEmpty();
        assertThat(withoutClaim(Running.withReplicas(set, Integer.MAX_VALUE), List.of(), pod(AFFINITY)))
                .contains("s-1");
    }

    private static Optional<String> withoutClaim(JsonNode set, List<JsonNode> claims, JsonNode pod) {
        return LostNode.withoutClaim(set, claims, List.of(pod), claim -> false);
    }

    /** A pod waits while its machine is drained too; only from the record on that machine or volume were gone. */
    @ParameterizedTest
    @CsvSource({
        "'', false",
        "p 2026-01-01T02:00:00Z, true",
        "another 2026-01-01T02:00:00Z, false",
        "p soon, false",
        "p, false",
        "p2026-01-01T02:00:00Z, false",
    })
    void theTimeCountsFromTheRecordOfThisPod(String record, boolean counts) {
        ObjectNode recorded = claim("Bound");
        recorded.withObject("/metadata/annotations").put(Annotations.LOST_SINCE, record);

        assertThat(find(recorded, pod(AFFINITY), GONE).get(0).since())
                .isEqualTo(counts ? Optional.of(RECORDED) : Optional.empty());
    }

    @Test
    void isRecordedOnItsClaimAsThatWasRead() {
        LostNode lost = find(claim("Bound"), pod(AFFINITY), GONE).get(0);
        JsonNode recorded = lost.recorded(RECORDED);

        assertThat(recorded.at("/metadata/resourceVersion").asText()).isEqualTo("1");
        assertThat(find(recorded, pod(AFFINITY), GONE).get(0).since()).contains(RECORDED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: kubernetes.io/hostname, operator: In, values: [a]} | '' | kubernetes.io/hostname in (a) | a",
                "{key: topology.topolvm.io/node, operator: In, values: [a]} | a | topology.topolvm.io/node in (a) | a",
                "{key: kubernetes.io/hostname, operator: In, values: [a]}, {key: kubernetes.io/os, operator: NotIn, values: [w]}, "
                        + "{key: x, operator: Exists}, {key: y, operator: DoesNotExist} | '' "
                        + "| kubernetes.io/hostname in (a) | a",
                "{key: kubernetes.io/arch, operator: In, values: [arm64]}, {key: kubernetes.io/hostname, operator: In, values: [a]} "
                        + "| a.internal | kubernetes.io/hostname in (a) | 'a,a.internal'",
            })
    void aVolumeOfAMachineSelectsThatByTheLabelWithItsNameAlone(
            String terms, String selectedNode, String selector, String machines) {
        assertThat(VolumeAffinity.of(volume("{matchExpressions: [" + terms + "]}"), selectedNode))
                .contains(new VolumeAffinity(List.of(selector), new TreeSet<>(List.of(machines.split(",")))));
    }

    /** A zone without machines has its volumes still; and what no label selector can say is not guessed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [z]}]}",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}]}, "
                        + "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [z]}]}",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}, {key: x, operator: Gt, values: ['1']}]}",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}], "
                        + "matchFields: [{key: metadata.name, operator: In, values: [a]}]}",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ['a),(b']}]}",
                "{matchExpressions: [{key: kubernetes.io/hostname, operator: NotIn, values: [a]}]}",
                "{matchFields: [{key: metadata.name, operator: In, values: [a]}]}",
                "",
            })
    void anyOtherVolumeIsNotOneOfAMachine(String terms) {
        assertThat(VolumeAffinity.of(volume(terms), "machine-of-before")).isEmpty();
    }

    private static ObjectNode volume(String terms) {
        return Claims.yaml("{spec: {nodeAffinity: {required: {nodeSelectorTerms: [" + terms + "]}}}}");
    }

    private static List<LostNode> find(JsonNode claim, JsonNode pod, VolumeMachine machine) {
        List<JsonNode> claims = new ArrayList<>(Claims.claims("1Gi/1Gi"));
        claims.add(claim);
        return LostNode.all(Claims.statefulSet("1Gi"), claims, List.of(pod), any -> machine);
    }

    private static ObjectNode claim(String phase) {
        ObjectNode claim = Claims.claim(1, "1Gi/1Gi");
        claim.withObject("/metadata").put("uid", "c").put("creationTimestamp", "2026-01-01T00:00:00Z");
        claim.withObject("/status").put("phase", phase);
        return claim;
    }

    private static ObjectNode pod(String message) {
        return Claims.yaml(
                """
                metadata: {name: s-1, uid: p, ownerReferences: [{uid: u, controller: true}]}
                spec: {containers: []}
                status:
                  phase: Pending
                  conditions:
                    - {type: PodScheduled, status: 'False', reason: Unschedulable, message: "%s", lastTransitionTime: '2026-01-01T01:00:00Z'}
                """
                        .formatted(message));
    }
}
