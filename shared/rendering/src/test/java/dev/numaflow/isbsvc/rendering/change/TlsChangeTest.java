package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.status.StatusConfig;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain reconcile renders the use of TLS that the live StatefulSet records, whatever the spec asks for: only steps write another. */
class TlsChangeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPEC = "persistence: {}, tls: ";

    @ParameterizedTest
    @CsvSource({
        "OFF, true", "MOUNTED, true", "LOADED, true", "OFFERED, true", "PREFERRED, true",
        "MOUNTED, false", "LOADED, false", "OFFERED, false", "PREFERRED, false", "REQUIRED, false"
    })
    void keepsTheModeThatRunsUntilTheStepsAreDone(TlsMode mode, boolean desired) {
        ValidService runs = Services.jetstream(SPEC + desired).withTls(mode);

        ChangeDecision decision = decide(SPEC + desired, live(runs));

        assertThat(decision.held()).isEmpty();
        assertThat(decision.stepped())
                .extracting(SteppedChange::field, SteppedChange::desired, SteppedChange::takesNodes)
                .containsExactly(tuple("spec.jetstream.tls", "" + desired, false));
        assertThat(decision.effective().tls()).isEqualTo(mode);
        assertThat(JSON.<JsonNode>valueToTree(decision.children()))
                .as("nothing of it is written")
                .isEqualTo(JSON.valueToTree(Children.of(runs).list(decision.running())));
    }

    /** The record survives the loss of the StatefulSet on the ConfigMap, which has the same. */
    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void aStatefulSetThatWasLostIsMadeAgainForTheSameMode(TlsMode mode) {
        ValidService runs = Services.jetstream(SPEC + true).withTls(mode);
        LiveChildren lost = new LiveChildren(JSON.missingNode(), live(runs).configMap(), false);
        ObjectNode claim = JSON.createObjectNode();
        claim.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, "false");

        ObservedService observed = ObservedService.withoutServers(lost, List.of(claim), Services.jetstream(SPEC + true))
                .value()
                .orElseThrow();

        assertThat(observed.tls()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, OFF",
        "MOUNTED, MOUNTED",
        "LOADED, OFFERED",
        "OFFERED, OFFERED",
        "PREFERRED, OFFERED",
        "REQUIRED, REQUIRED"
    })
    void whereTheRecordIsLostNoClientIsToldOfWhatAServerMayNotAccept(TlsMode mode, TlsMode counts) {
        LiveChildren live = live(Services.jetstream(SPEC + true).withTls(mode));
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata/annotations").put(Annotations.RENDERED_FROM, "edited");

        ChangeDecision decision = decide(SPEC + true, new LiveChildren(set, live.configMap(), false));

        assertThat(decision.effective().tls()).isEqualTo(counts);
    }

    /** The ConfigMap is written first, so it may be of another mode. */
    @Test
    void theRecordAloneDecidesAndNotTheConfigurationThatIsLive() {
        LiveChildren before = live(Services.jetstream(SPEC + true).withTls(TlsMode.PREFERRED));
        LiveChildren after = live(Services.jetstream(SPEC + true));

        ChangeDecision decision = decide(SPEC + true, new LiveChildren(after.statefulSet(), before.configMap(), false));

        assertThat(decision.effective().tls()).isEqualTo(TlsMode.REQUIRED);
        assertThat(decision.stepped()).isEmpty();
    }

    @Test
    void nodesRestartWhereServersHaveToReadSomethingAtTheirStart() {
        ValidService service = Services.jetstream(SPEC + true);

        assertThat(template(service.withTls(TlsMode.MOUNTED)))
                .isEqualTo(template(service.withTls(TlsMode.LOADED)))
                .isNotEqualTo(template(service.withTls(TlsMode.OFF)))
                .isNotEqualTo(template(service.withTls(TlsMode.OFFERED)));
        assertThat(template(service.withTls(TlsMode.PREFERRED)))
                .isEqualTo(template(service.withTls(TlsMode.OFFERED)))
                .isNotEqualTo(template(service.withTls(TlsMode.REQUIRED)));
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, true, false, false",
        "MOUNTED, true, false, false",
        "LOADED, true, true, false",
        "OFFERED, true, true, false",
        "PREFERRED, true, true, true",
        "REQUIRED, false, true, true"
    })
    void eachModeIsRenderedAsItsNameSays(TlsMode mode, boolean plain, boolean served, boolean told) {
        ValidService service = Services.jetstream(SPEC + true).withTls(mode);
        String conf = live(service).configMap().at("/data/nats-js").asText();

        assertThat(conf.contains("allow_non_tls")).isEqualTo(plain);
        assertThat(conf.contains("cert_file")).isEqualTo(served);
        assertThat(StatusConfig.of(service).jetstream().tlsEnabled()).isEqualTo(told ? Boolean.TRUE : null);
        assertThat(RenderedFrom.record(service)
                        .flatMap(record -> RenderedFrom.read(
                                record, service.names(), service.owner().uid()))
                        .map(ValidService::tls))
                .contains(mode);
    }

    @Test
    void waitsForNodesThatComeAndGo() {
        LiveChildren runs = live(Services.jetstream("persistence: {}, replicas: 3"));

        ChangeDecision decision = decide("persistence: {}, replicas: 5, tls: true", runs);

        assertThat(decision.stepped()).isEmpty();
        assertThat(decision.held()).singleElement().satisfies(held -> assertThat(held.toString())
                .contains("spec.jetstream.tls", "its nodes come and go"));
    }

    @ParameterizedTest
    @CsvSource({"2.8.1, true", "2.10.29, false", "2.15.3, false"})
    void isHeldOnServersThatAskPlainClientsForTlsAfterAReload(String release, boolean held) {
        ClusterQueries servers = new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return List.of();
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                return List.of(new ServerRun(
                        "isbsvc-default-js-0",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        NatsRelease.parse(release)));
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }
        };

        ChangeDecision decision =
                Decisions.decide(Services.jetstream(SPEC + true), live(Services.jetstream(SPEC + false)), "", servers);

        assertThat(decision.held()).hasSize(held ? 1 : 0);
        assertThat(decision.held()).allSatisfy(change -> assertThat(change.toString())
                .contains("isbsvc-default-js-0", "2.8.1", "Set spec.jetstream.version to 2.10.29 or later first"));
    }

    private static ChangeDecision decide(String spec, LiveChildren live) {
        return Decisions.decide(Services.jetstream(spec), live, "", ClusterQueries.UNKNOWN);
    }

    private static JsonNode template(ValidService service) {
        return JSON.valueToTree(Children.of(service).statefulSet()).at("/spec/template");
    }

    private static LiveChildren live(ValidService service) {
        List<HasMetadata> children = Children.of(service).list(Running.NOTHING);
        return new LiveChildren(
                JSON.valueToTree(children.get(children.size() - 1)), JSON.valueToTree(children.get(0)), false);
    }
}
