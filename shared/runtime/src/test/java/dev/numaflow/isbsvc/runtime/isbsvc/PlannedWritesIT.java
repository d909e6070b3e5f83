package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.change.FieldRule;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan announces of each line of the change policy is what the API server is then asked to write, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlannedWritesIT {

    private static final Map<String, String> CHILDREN = Stream.of(
                    ObjectKind.SECRET,
                    ObjectKind.CONFIG_MAP,
                    ObjectKind.SERVICE,
                    ObjectKind.POD_DISRUPTION_BUDGET,
                    ObjectKind.STATEFUL_SET)
            .collect(Collectors.toMap(ObjectKind::plural, ObjectKind::kind));
    private static final int FIRST_ERROR = 300;

    private final TestCluster cluster = new TestCluster();
    private int services;

    @AfterAll
    void close() {
        cluster.close();
    }

    static List<PlannedRow> rows() {
        return PlannedRow.ALL;
    }

    /** A change of the instance is none of a service: it becomes another's. */
    @Test
    void everyLineOfThePolicyIsTried() {
        assertThat(PlannedRow.ALL)
                .extracting(PlannedRow::path)
                .containsAll(ChangePolicy.rules().stream()
                        .map(FieldRule::path)
                        .filter(path -> !path.equals(ControllerConfig.path("instance")))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void announcesExactlyTheWritesThatFollow(PlannedRow row) {
        String name = "n" + services++;
        cluster.apply(cluster.service(name, PlannedRow.FIRST));
        reconcile(name, ControllerConfig.builtIn());
        ObjectNode changed = cluster.live(ObjectKind.ISB_SERVICE, name).deepCopy();
        changed.withObject("/spec/jetstream").setAll((ObjectNode) TestCluster.tree(row.fields()));
        ObjectNode manifest = changed.deepCopy();
        manifest.remove("status");
        ControllerConfig config = row.config().apply(ControllerConfig.builtIn());
        cluster.writes();

        ChangePreview plan = inspector().preview(manifest, config).value();
        assertThat(cluster.writes()).isEmpty();
        assertThat(plan.changesNothing()).isFalse();
        List<JsonNode> before = contents(plan);
        assertThat(cluster.cluster().replace(changed)).isInstanceOf(WriteResult.Done.class);
        cluster.writes();
        reconcile(name, config);

        assertThat(childWrites()).containsExactlyElementsOf(announced(plan));
        if (isHeld(plan)) {
            assertThat(contents(plan))
                    .as("of what is held only the marks follow")
                    .isEqualTo(before);
        }
        assertThat(inspector()
                        .preview(cluster.live(ObjectKind.ISB_SERVICE, name), config)
                        .value()
                        .writes())
                .isEmpty();
    }

    private static boolean isHeld(ChangePreview plan) {
        return plan.rows().stream().noneMatch(row -> row.id().isEmpty());
    }

    /** What servers and users of the children see of them. */
    private List<JsonNode> contents(ChangePreview plan) {
        return plan.writes().stream()
                .map(write -> write.object().split(" "))
                .map(named -> cluster.live(ObjectKind.ofKind(named[0]).orElseThrow(), named[1]))
                .map(child -> child.has("data") ? child.path("data") : child.path("spec"))
                .toList();
    }

    private static List<String> announced(ChangePreview plan) {
        return plan.writes().stream()
                .map(write -> write.verb() + " " + write.object())
                .toList();
    }

    /** As the server has them; one that came too late and was answered with a conflict has written nothing. */
    private List<String> childWrites() {
        List<String> writes = new ArrayList<>();
        for (LoggedRequest write : cluster.writes()) {
            if (CHILDREN.containsKey(write.resource()) && write.status() < FIRST_ERROR) {
                writes.add(write.verb() + " " + CHILDREN.get(write.resource()) + " " + write.name());
            }
        }
        return writes;
    }

    private PreviewInspector inspector() {
        return new PreviewInspector(cluster.cluster(), cluster.beans().planning());
    }

    private void reconcile(String name, ControllerConfig config) {
        JsonNode tree = cluster.live(ObjectKind.ISB_SERVICE, name);
        cluster.beans().reconciler().reconcile(LiveService.of(tree, config));
    }
}
