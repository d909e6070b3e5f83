package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.asNumaflowLeavesIt;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.conf;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.decide;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.ourTemplate;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.template;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a service that Numaflow's controller made, where messages of which there are too few copies forbid to replace its pods. */
class HeldAdoptionTest {

    private static final List<NodeReport> HAS_MESSAGES = reports("2x5");
    private static final List<NodeReport> NO_MESSAGES = reports("3x0");

    /** As the held change says: take it back. */
    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'", "version"})
    void aHeldChangeThatIsTakenBackLeavesThePodsToTheNextOne(String change) {
        ValidService runs = Services.jetstream("replicas: 3");
        LiveChildren live = asNumaflowLeavesIt(runs);
        LiveChildren first = held(change.equals("version") ? withImage(runs) : jetstreamOf3(change), live);
        LiveChildren second = held(jetstreamOf3("nodeSelector: {disk: fast}"), first);

        ChangeDecision back = decide(runs, second, HAS_MESSAGES);
        LiveChildren written = write(back, second);

        assertThat(back.held()).isEmpty();
        assertThat(template(written)).isEqualTo(template(live));
        assertThat(conf(written)).isEqualTo(conf(live));
        assertThat(written.statefulSet().at("/metadata/annotations"))
                .as("as if it had never been asked for")
                .isEqualTo(write(decide(runs, live), live).statefulSet().at("/metadata/annotations"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'"})
    void aHeldChangeIsCarriedOutOnceThereAreNoMessages(String change) {
        ValidService changed = jetstreamOf3(change);
        LiveChildren held = held(changed, asNumaflowLeavesIt(Services.jetstream("replicas: 3")));
        LiveChildren whole = write(decide(changed, held, NO_MESSAGES), held);
        assertThat(template(whole)).isEqualTo(ourTemplate(changed));

        LiveChildren half = new LiveChildren(held.statefulSet(), whole.configMap(), false);
        assertThat(template(write(decide(changed, half, NO_MESSAGES), half)))
                .as("ended after the ConfigMap")
                .isEqualTo(ourTemplate(changed));
    }

    private static ValidService jetstreamOf3(String change) {
        return Services.jetstream("replicas: 3, " + change);
    }

    private static ValidService withImage(ValidService service) {
        return Decisions.withImage(service, "nats:2.12.9");
    }

    private static LiveChildren held(ValidService service, LiveChildren live) {
        ChangeDecision decision = decide(service, live, HAS_MESSAGES);
        LiveChildren written = write(decision, live);
        assertThat(decision.held()).hasSize(1);
        assertThat(template(written)).isEqualTo(template(live));
        assertThat(conf(written)).isEqualTo(conf(live));
        return written;
    }

    /** An earlier version kept such pods for their messages alone, with our configuration: servers refuse to reload either way. */
    @Test
    void pinnedPodsThatWereNeverAdoptedKeepWhatTheirConfigurationAllows() {
        ValidService service = Services.jetstream("replicas: 3");
        LiveChildren found = asNumaflowLeavesIt(service);
        LiveChildren ours = CurrentState.asApplied(service).live();
        ObjectNode set = found.statefulSet().deepCopy();
        set.withObject("/metadata")
                .set(
                        "annotations",
                        ours.statefulSet().at("/metadata/annotations").deepCopy());
        LiveChildren live = new LiveChildren(set, ours.configMap(), false);

        ChangeDecision decision = decide(service, live, HAS_MESSAGES);

        assertThat(decision.running().keptPods()).isPresent();
        assertThat(conf(write(decision, live))).isEqualTo(conf(live)).contains("allow_non_tls");
    }

    private static List<NodeReport> reports(String stream) {
        return Collections.nCopies(3, Decisions.node(stream));
    }
}
