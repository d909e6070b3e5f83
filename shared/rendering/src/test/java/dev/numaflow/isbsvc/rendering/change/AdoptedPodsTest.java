package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.adopted;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.asNumaflowLeavesIt;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.conf;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.decide;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.ourTemplate;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.template;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import dev.numaflow.isbsvc.rendering.volumes.VolumeSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a service that Numaflow's controller made, write by write. */
class AdoptedPodsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "persistence: {}",
                "replicas: 3",
                "persistence: {}, encryption: true",
                "persistence: {}, tls: true",
                "persistence: {}, startArgs: [-DV], nodeSelector: {disk: fast}, containerTemplate: {resources: {limits: {memory: 1Gi}}}"
            })
    void nothingThatPodsOrServersReadIsWritten(String spec) {
        ValidService service = Services.jetstream(spec);
        LiveChildren live = asNumaflowLeavesIt(service);

        for (int run = 0; run < 2; run++) {
            ChangeDecision decision = decide(service, live);
            LiveChildren written = write(decision, live);

            assertThat(decision.held()).isEmpty();
            assertThat(template(written)).isEqualTo(template(live));
            assertThat(conf(written)).isEqualTo(conf(live));
            live = written;
        }
    }

    /** Nobody finds the StatefulSet then, but the record of what takes its place. */
    @Test
    void theyStayWhileTheStatefulSetIsCreatedAgainForLargerVolumes() {
        LiveChildren live = adopted("persistence: {volumeSize: 20Gi}");
        ValidService larger = Services.jetstream("persistence: {volumeSize: 50Gi}");
        LiveChildren recorded = live.with(StatefulSetRecord.larger(live.statefulSet(), VolumeSize.of("50Gi")));

        ChangeDecision decision = decide(larger, recorded);

        assertThat(decision.held()).isEmpty();
        assertThat(template(write(decision, recorded))).isEqualTo(template(live));
        assertThat(conf(write(decision, recorded))).isEqualTo(conf(live));
        assertThat(decision.effective()).isEqualTo(larger);
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings: 'max_payload: 2097152'", "bufferConfig: 'stream: {maxMsgs: 5}'"})
    void aChangeThatReplacesNoPodLeavesThemAsTheyAre(String change) {
        LiveChildren live = adopted("persistence: {}");

        LiveChildren written = write(decide(Services.jetstream("persistence: {}, " + change), live), live);

        assertThat(template(written)).isEqualTo(template(live));
        // Servers that were started without it refuse this and every later reload.
        assertThat(conf(written)).doesNotContain("allow_non_tls");
        assertThat(conf(written).contains("2097152")).isEqualTo(change.contains("max_payload"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "startArgs: [-DV]",
                "nodeSelector: {disk: fast}",
                "settings: 'max_file_store: 2TB'",
                "settings: 'max_payload: 65MB'",
                "settings: 'sync_interval: 1s'",
                "metadata: {labels: {team: a}}"
            })
    void aChangeThatReplacesPodsBringsAllOfOurRendering(String change) {
        ValidService changed = Services.jetstream("persistence: {}, " + change);
        LiveChildren live = adopted("persistence: {}");

        LiveChildren written = write(decide(changed, live), live);

        assertThat(template(written)).isEqualTo(ourTemplate(changed));
        assertThat(conf(written)).contains("allow_non_tls");
        assertThat(template(write(decide(Services.jetstream("persistence: {}"), written), written)))
                .as("taken back")
                .isEqualTo(ourTemplate(Services.jetstream("persistence: {}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'"})
    void aChangeThatNumaflowsControllerHasNotSeenReplacesPods(String change) {
        ValidService changed = Services.jetstream("persistence: {}, " + change);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}"));

        assertThat(template(write(decide(changed, live), live))).isEqualTo(ourTemplate(changed));
    }

    /** The ConfigMap is written before the StatefulSet; whoever ends between the two has decided. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", startArgs: [-DV]", ", settings: 'max_file_store: 2TB'"})
    void aRunThatEndedAfterTheConfigMapIsContinuedToTheSameEnd(String change) {
        ValidService service = Services.jetstream("persistence: {}" + change);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}"));
        LiveChildren whole = write(decide(service, live), live);

        LiveChildren half = new LiveChildren(live.statefulSet(), whole.configMap(), false);
        LiveChildren continued = write(decide(service, half), half);

        assertThat(template(continued)).isEqualTo(template(whole));
        assertThat(conf(continued)).isEqualTo(conf(whole));
    }

    @Test
    void aFieldThatIsAskedForNoLongerReplacesPods() {
        LiveChildren live = adopted("persistence: {}, nodeSelector: {disk: fast}");

        assertThat(template(write(decide(Services.jetstream("persistence: {}"), live), live))
                        .at("/spec/nodeSelector")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anEditByHandIsRepairedByOurRendering() {
        LiveChildren live = adopted("persistence: {}");
        ObjectNode edited = live.statefulSet().deepCopy();
        ((ObjectNode) edited.at("/spec/template/spec/containers/0")).put("image", "nats:mine");

        assertThat(template(write(decide(Services.jetstream("persistence: {}"), live.with(edited)), live)))
                .isEqualTo(ourTemplate(Services.jetstream("persistence: {}")));
    }

    /** Without the digests it would be Numaflow's again: the template itself says that it is ours. */
    @Test
    void ourOwnTemplateIsNeverTakenForNumaflows() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren ours = CurrentState.asApplied(service).live();

        assertThat(Running.arePodsOurs(ours.statefulSet())).isTrue();
        assertThat(decide(service, ours).running().keptPods()).isEmpty();
    }

    /** What it was adopted with ends with its pods: a template that Numaflow's controller writes later is drift. */
    @Test
    void podsThatNumaflowsControllerRendersAfterOursAreReplaced() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren adopted = adopted("persistence: {}");
        LiveChildren ours = write(decide(Services.jetstream("persistence: {}, startArgs: [-DV]"), adopted), adopted);
        LiveChildren unfenced = ours.with(((ObjectNode) ours.statefulSet().deepCopy())
                .set("spec", adopted.statefulSet().path("spec")));

        LiveChildren written = write(decide(service, unfenced), unfenced);

        assertThat(template(written)).isEqualTo(ourTemplate(service));
        assertThat(conf(written)).contains("allow_non_tls");
    }
}
