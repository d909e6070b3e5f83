package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Decisions.annotations;
import static dev.numaflow.isbsvc.rendering.change.Decisions.decide;
import static dev.numaflow.isbsvc.rendering.change.Decisions.images;
import static dev.numaflow.isbsvc.rendering.change.Decisions.rolling;
import static dev.numaflow.isbsvc.rendering.change.Decisions.scaled;
import static dev.numaflow.isbsvc.rendering.change.Decisions.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided beside single fields: shared images one service at a time, and numbers of nodes that nobody can have. */
class ChangeDeciderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "nats:2.12.7, nats:2.10.29, true",
        "nats:2.12.7-alpine, registry:5000/nats:v2.11.1, true",
        "nats:2.12.7, nats:2.12.1, false",
        "nats:2.9.25, nats:2.10.3, false",
        "nats:2.12.7, nats:3.0.0, false",
        "nats@sha256:abc, nats:2.10.3, false",
        "nats:2.12.7, nats:latest, false",
    })
    void takesAnOlderMinorReleaseForADowngrade(String from, String to, boolean downgrade) {
        assertThat(NatsRelease.isDowngrade(images("", from), images("", to))).isEqualTo(downgrade);
    }

    /** What the controller's configuration changes for all services is taken by one at a time. */
    @Test
    void waitsWithNewImagesUntilTheServiceBeforeIsBack() {
        ValidService runs = Services.jetstream("persistence: {}");
        ValidService wanted = withImage(runs, "nats:2.12.9");
        LiveChildren live = CurrentState.asApplied(runs).live();

        ChangeDecision waits = decide(wanted, live, "", rolling("team-b/other"));
        assertThat(waits.takesTurn()).isFalse();
        assertThat(waits.effective().version()).isEqualTo(runs.version());
        assertThat(waits.held())
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).contains("team-b/other"))
                .extracting(HeldChange::field)
                .isEqualTo("numaflow-controller-config:isbsvc.jetstream.versions");

        ChangeDecision goes = decide(wanted, live, "", rolling(null));
        assertThat(goes.takesTurn()).isTrue();
        assertThat(goes.held()).isEmpty();
        assertThat(goes.effective()).isEqualTo(wanted);
    }

    /** What is approved is applied with the new images, so while these wait it is not used up. */
    @Test
    void anApprovalStaysValidWhileItsChangeWaitsForItsTurn() {
        ValidService runs = withImage(Services.jetstream("persistence: {}"), "nats:2.12.9");
        ValidService wanted = withImage(runs, "nats:2.10.29");
        LiveChildren live = CurrentState.asApplied(runs).live();
        String id = decide(wanted, live, "", rolling(null)).held().get(0).id();

        ChangeDecision waits = decide(wanted, live, id, rolling("team-b/other"));
        assertThat(annotations(waits).has(Annotations.APPROVED)).isFalse();

        ChangeDecision goes = decide(wanted, live, id, rolling(null));
        assertThat(goes.effective()).isEqualTo(wanted);
        assertThat(annotations(goes).path(Annotations.APPROVED).asText()).isEqualTo(id);
    }

    /** Another version in the spec, and an image edited by hand, concern one service alone. */
    @Test
    void waitsForNobodyWhenTheChangeIsItsOwn() {
        ValidService runs = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(runs).live();
        ObjectNode edited = live.statefulSet().deepCopy();
        ((ObjectNode) edited.at("/spec/template/spec/containers/0")).put("image", "nats:2.12.1");

        ChangeDecision upgrade = decide(
                Services.jetstream("persistence: {}, version: latest"),
                CurrentState.asApplied(Services.jetstream("persistence: {}, version: 2.10.29"))
                        .live(),
                "",
                rolling("team-b/other"));
        ChangeDecision repair =
                decide(runs, new LiveChildren(edited, live.configMap(), false), "", rolling("team-b/other"));

        assertThat(upgrade.held()).isEmpty();
        assertThat(repair.held()).isEmpty();
        assertThat(repair.takesTurn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 27, 1_000_000})
    void moreNodesThanAServiceHasAreNeitherRenderedNorTakenAway(int replicas) {
        ValidService wanted = Services.jetstream("persistence: {}");
        LiveChildren live = CurrentState.asApplied(wanted).live();
        LiveChildren edited = live.with(scaled(live.statefulSet(), replicas));
        ValidService changed = Services.jetstream("persistence: {}, startArgs: [-DV]");

        // Rendered from this very spec, so it was edited by hand.
        assertThat(decide(wanted, edited, "", ClusterQueries.UNKNOWN)
                        .effective()
                        .spec()
                        .replicasOrDefault())
                .isEqualTo(3);
        assertThat(ChangeDecider.decide(Children.of(changed), edited, "", ClusterQueries.UNKNOWN)
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.found()).isEqualTo(replicas + " nodes"));
        assertThat(StoredData.of(edited).nodes()).contains(3);
        assertThat(StoredData.of(new LiveChildren(edited.statefulSet(), JSON.missingNode(), false))
                        .nodes())
                .isEmpty();
        assertThat(NodeSet.of(edited.statefulSet()).replicas()).isEqualTo(25);
    }

    @Test
    void aClaimThatReportsOfNodesOrASizeThatNobodyHasReportsNothing() {
        ObjectNode claim = JSON.createObjectNode();
        claim.withObject("/metadata/annotations")
                .put(Annotations.NODES, "2147483647")
                .put(Annotations.ENCRYPTION, "true");
        claim.withObject("/spec/resources/requests").put("storage", "1e999999999");
        ValidService wanted = Services.jetstream("replicas: 5");

        assertThat(StoredData.onClaim(claim).nodes()).isEmpty();
        LiveChildren nothing = new LiveChildren(JSON.missingNode(), JSON.missingNode(), false);
        ObservedService lost = ObservedService.withoutServers(nothing, List.of(claim), wanted)
                .value()
                .orElseThrow();
        assertThat(lost.replicas()).isEqualTo(5);
        assertThat(ChangeDecider.decide(Children.of(wanted), lost, false).held())
                .isNotEmpty();
    }
}
