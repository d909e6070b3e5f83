package dev.numaflow.isbsvc.rendering.volumes;

import static dev.numaflow.isbsvc.rendering.volumes.Claims.statefulSet;
import static dev.numaflow.isbsvc.rendering.volumes.Claims.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import org.junit.jupiter.api.Test;

/** What takes the place of a StatefulSet, and where it is recorded. */
class StatefulSetRecordTest {

    private static final VolumeSize LARGER = VolumeSize.of("2Gi");

    @Test
    void isTheSameButForTheSizeOfClaimsAndWhatTheApiServerFillsIn() {
        ObjectNode expected = statefulSet("2Gi");
        expected.remove("status");
        expected.withObject("/metadata").retain("name", "namespace", "labels", "annotations", "ownerReferences");
        ((ObjectNode) expected.at("/spec/volumeClaimTemplates/0")).remove("status");

        assertThat(StatefulSetRecord.larger(statefulSet("1Gi"), LARGER)).isEqualTo(expected);
    }

    @Test
    void isReadAsItWasWrittenAndNotAtAllWhereSomebodyHasEditedIt() {
        JsonNode larger = StatefulSetRecord.larger(statefulSet("1Gi"), LARGER);
        ObjectNode map = StatefulSetRecord.on(yaml("{metadata: {name: c}}"), larger);

        assertThat(StatefulSetRecord.isOn(map)).isTrue();
        assertThat(StatefulSetRecord.read(map)).contains(larger);
        assertThat(StatefulSetRecord.isOn(StatefulSetRecord.without(map))).isFalse();
        ObjectNode annotations = map.withObject("/metadata/annotations");
        String text = annotations.path(Annotations.STATEFUL_SET).asText();
        annotations.put(Annotations.STATEFUL_SET, text.replace("\"replicas\":3", "\"replicas\":1"));
        assertThat(StatefulSetRecord.read(map)).isEmpty();
        annotations.put(Annotations.STATEFUL_SET, "true");
        assertThat(StatefulSetRecord.read(map)).isEmpty();
    }

    @Test
    void whatCannotBeRecordedOrWouldComeBackWithAnotherRevisionStays() {
        assertThat(StatefulSetRecord.obstacle(statefulSet("1Gi"), LARGER)).isEmpty();
        ObjectNode large = statefulSet("1Gi");
        large.withObject("/metadata/annotations").put("a", "x".repeat(StatefulSetRecord.LONGEST));
        assertThat(StatefulSetRecord.obstacle(large, LARGER).orElseThrow()).contains("too large to be created again");
        ObjectNode collided = statefulSet("1Gi");
        collided.withObject("/status").put("collisionCount", 1);
        assertThat(StatefulSetRecord.obstacle(collided, LARGER).orElseThrow()).contains("have collided");
    }
}
