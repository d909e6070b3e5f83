package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.VolumeSize;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a request for larger volumes. */
class VolumeGrowthTest {

    private static final String SMALL = "persistence: {storageClassName: fast, volumeSize: 1Gi}";
    private static final String LARGE = "persistence: {storageClassName: fast, volumeSize: 2Gi}";

    @Test
    void growsInStepsAndIsRenderedAsItRunsUntilThen() {
        ChangeDecision decision = decide(SMALL, LARGE + ", startArgs: [-DV]", claims("Bound"), null);

        assertThat(decision.held()).isEmpty();
        assertThat(decision.stepped()).extracting(SteppedChange::field).containsExactly("spec.jetstream.persistence");
        assertThat(decision.effective()
                        .spec()
                        .persistence()
                        .volumeSizeOrDefault()
                        .toString())
                .isEqualTo("1Gi");
        assertThat(decision.effective().spec().startArgs())
                .as("the rest of the same edit")
                .containsExactly("-DV");
        ChangePreview preview = ChangePreview.of(decision, CurrentState.asApplied(Services.jetstream(SMALL)));
        assertThat(preview.rows().get(0).effect()).isEqualTo(Effect.STEPS);
        assertThat(preview.holdsSomething()).isFalse();
    }

    /** While the StatefulSet is created again, nothing but its record says how many nodes there are. */
    @Test
    void anotherNumberOfNodesGoesFirst() {
        ChangeDecision decision = decide(SMALL + ", replicas: 3", LARGE + ", replicas: 5", claims("Bound"), null);

        assertThat(decision.stepped()).isEmpty();
        assertThat(decision.held()).singleElement().satisfies(held -> {
            assertThat(held.field()).isEqualTo("spec.jetstream.persistence");
            assertThat(held.reason()).contains("asks for another number of nodes than run");
        });
        assertThat(decision.running().nodes()).contains(new Running.NodeCount(3, 5));
    }

    /** Otherwise it would look as if pods had to be replaced for something that nobody has asked for. */
    @Test
    void theStatefulSetThatIsCreatedAgainCountsAsRenderedFromWhatIsAskedFor() {
        JsonNode live = CurrentState.asApplied(Services.jetstream(SMALL)).live().statefulSet();
        ValidService large = Services.jetstream(LARGE);
        JsonNode ofLarge = CurrentState.asApplied(large).live().statefulSet();

        JsonNode again = VolumeGrowth.recreated(large, live, VolumeSize.of("2Gi"));

        assertThat(again.path("spec")).isEqualTo(ofLarge.path("spec"));
        assertThat(KeptTemplate.isRenderedAsBefore(ofLarge, again)).isTrue();
        ValidService other = Services.jetstream(LARGE + ", startArgs: [-DV]");
        assertThat(VolumeGrowth.recreated(other, live, VolumeSize.of("2Gi")).at("/metadata/annotations"))
                .as("the next reconcile finds the rest")
                .isEqualTo(live.at("/metadata/annotations"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pending | | is Pending, and only a bound one can grow",
                "Lost | | is Lost, and only a bound one can grow",
                "none | | does not exist",
                "noClass | | has no storage class",
                "deleted | | is being deleted",
                "Bound | only dynamically provisioned pvc can be resized | only dynamically provisioned pvc can be resized",
            })
    void isHeldWithTheReasonWhereClaimsCannotGrow(String claims, String refusal, String reason) {
        ChangeDecision decision = decide(SMALL, LARGE, claims(claims), refusal);

        assertThat(decision.stepped()).isEmpty();
        assertThat(decision.held()).singleElement().satisfies(held -> {
            assertThat(held.field()).isEqualTo("spec.jetstream.persistence");
            assertThat(held.reason()).contains(reason);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "persistence: {storageClassName: fast, volumeSize: 512Mi}",
                "persistence: {storageClassName: other, volumeSize: 2Gi}",
                "persistence: {storageClassName: fast, volumeSize: 2Gi, accessMode: ReadWriteMany}",
                "startArgs: []",
            })
    void everythingElseOfTheVolumesStaysHeld(String desired) {
        ChangeDecision decision = decide(SMALL, desired, claims("Bound"), null);

        assertThat(decision.stepped()).isEmpty();
        assertThat(decision.held()).singleElement().satisfies(held -> assertThat(held.reason())
                .contains("cannot be changed in place"));
    }

    /** Servers must not believe that they may store what their volumes have no room for yet. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_file_store: 1900MB | Bound | 900 | true",
                "max_file_store: -1 | Bound | 900 | true",
                "max_file_store: 1000MB | Bound | 1000 | false",
                "max_file_store: 800MB | Bound | 800 | false",
                "max_file_store: 1900MB | Pending | 900 | true",
            })
    void aStoreLimitWithoutRoomWaitsForTheVolumes(String limit, String claims, long megabytes, boolean waits) {
        ChangeDecision decision = decide(
                SMALL + ", settings: 'max_file_store: 900MB'",
                LARGE + ", settings: '" + limit + "'",
                claims(claims),
                null);

        assertThat(decision.effective().settings().maxFileStore()).isEqualTo(megabytes << 20);
        boolean isHeld = claims.equals("Pending");
        assertThat(decision.stepped()).hasSize(isHeld ? 0 : waits ? 2 : 1);
        assertThat(decision.held()).hasSize(isHeld ? 2 : 0);
    }

    private static ChangeDecision decide(String runs, String wanted, List<JsonNode> claims, String refusal) {
        ValidService running = Services.jetstream(runs);
        return Decisions.decide(
                Services.jetstream(wanted), CurrentState.asApplied(running).live(), "", new ClusterQueries() {
                    @Override
                    public List<NodeReport> nodes(int replicas) {
                        return List.of();
                    }

                    @Override
                    public List<JsonNode> claims(Names names) {
                        return claims;
                    }

                    @Override
                    public Optional<String> refusal(JsonNode claim) {
                        return Optional.ofNullable(refusal);
                    }

                    @Override
                    public Optional<String> rollsFirst() {
                        return Optional.empty();
                    }
                });
    }

    private static List<JsonNode> claims(String state) {
        return IntStream.range(0, 3)
                .mapToObj(node -> claim(node, node == 1 ? state : "Bound"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<JsonNode> claim(int node, String state) {
        Names names = new Names("data", "default");
        ObjectNode claim = Services.YAML.createObjectNode();
        claim.withObject("/metadata").put("name", names.claimTemplate() + "-" + names.pod(node));
        claim.withObject("/spec").put("storageClassName", state.equals("noClass") ? "" : "fast");
        claim.withObject("/spec/resources/requests").put("storage", "1Gi");
        claim.withObject("/status/capacity").put("storage", "1Gi");
        claim.withObject("/status").put("phase", state.matches("Pending|Lost") ? state : "Bound");
        if (state.equals("deleted")) {
            claim.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        }
        return state.equals("none") ? Optional.empty() : Optional.of(claim);
    }
}
