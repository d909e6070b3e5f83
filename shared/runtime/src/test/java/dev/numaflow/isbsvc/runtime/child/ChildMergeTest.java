package dev.numaflow.isbsvc.runtime.child;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a write does to the partition, whatever it was planned from. With 0 < partition < replicas a node may be away: another template with
 * that partition would take a second one at once (invariant 11).
 */
class ChildMergeTest {

    /** @param planned template, digest of the rendering and partition; @param live the same with the number of nodes */
    @ParameterizedTest(name = "{0} onto {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a a 0 | a a 0 3 | 0",
                "b b 0 | a a 0 3 | 0",
                "b b 3 | a a 0 3 | 3",
                "a a 0 | a a 1 3 | 1",
                "b b 0 | a a 1 3 | 3",
                "b b 1 | a a 2 5 | 5",
                "b b 3 | a a 1 3 | 3",
                "b b 0 | a a 3 3 | 3",
                // A field that is no longer rendered looks like a default of the API server.
                "a b 0 | a a 1 3 | 3",
                // Disks stay, or no majority does: there are no steps.
                "b b 0 | a a 1 1 | 1",
            })
    void anotherTemplateHoldsEveryNodeBackWhileStepsAreUnderWay(String planned, String live, int partition) {
        assertThat(Running.partition(ChildMerge.withLivePartition(set(planned + " 3"), set(live))))
                .isEqualTo(partition);
    }

    /** What was planned before a last roll began knows of no mark, and nobody would move the partition of nodes with disks without it. */
    @ParameterizedTest
    @CsvSource({"1, last-roll", "0, ''"})
    void theMarkOfALastRollStaysWhileANodeIsHeldBack(int partition, String mark) {
        ObjectNode live = set("a a " + partition + " 3");
        live.withObject("/metadata/annotations").put(Annotations.ADOPTED, Running.LAST_ROLL);
        live.withObject("/spec").putArray("volumeClaimTemplates").addObject();
        ObjectNode planned = set("b b 0 3");
        planned.withObject("/metadata/annotations").put(Annotations.ADOPTED, "");

        ObjectNode merged = ChildMerge.withLivePartition(planned, live);

        assertThat(merged.at("/metadata/annotations").path(Annotations.ADOPTED).asText())
                .isEqualTo(mark);
        assertThat(Running.partition(merged)).isEqualTo(partition > 0 ? 3 : 0);
    }

    /** The API server would make that one node. */
    @ParameterizedTest
    @ValueSource(strings = {"", "true"})
    void aNumberOfNodesThatIsNotRenderedStaysAsItIs(String encryptionBefore) {
        ObjectNode live = set("a a 1 5");
        live.withObject("/metadata/annotations").put(Annotations.ENCRYPTION_BEFORE, encryptionBefore);
        live.withObject("/spec").putArray("volumeClaimTemplates").addObject();
        ObjectNode planned = set("b b 0 3");
        planned.withObject("/spec").remove("replicas");

        assertThat(Running.replicas(ChildMerge.withLivePartition(planned, live)))
                .isEqualTo(5);
    }

    private static ObjectNode set(String text) {
        String[] parts = text.split(" ");
        return (ObjectNode) TestCluster.tree(
                """
                kind: StatefulSet
                metadata: {annotations: {isbsvc.numaflow.numaproj.io/rendered: %s}}
                spec:
                  replicas: %s
                  template: {spec: {serviceAccountName: %s}}
                  updateStrategy: {rollingUpdate: {partition: %s}}
                """
                        .formatted(parts[1], parts[3], parts[0], parts[2]));
    }
}
