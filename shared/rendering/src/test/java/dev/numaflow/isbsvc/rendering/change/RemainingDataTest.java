package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.doubts;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.live;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.noted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7: where the servers are lost, the record, the ConfigMap and the retained claims show how data is encrypted. */
class RemainingDataTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** StatefulSet and servers are lost: one that says "encrypted" is enough, because a server with the key reads everything. */
    @ParameterizedTest
    @CsvSource({
        "false, true, -, true, true",
        "true, false, -, true, false",
        "true, -, -, true, false",
        "-, true, -, true, false",
        "-, -, true, true, false",
        "-, false, true, true, false",
        "false, -, true, true, false",
        "false, false, false, false, false",
        "false, -, -, false, false",
        "-, -, false, false, false"
    })
    void whatRemainsIsReadAsItWasRecorded(
            String record, String configMap, String mark, boolean encrypted, boolean reported) {
        ValidService wanted = Services.jetstream("persistence: {}, encryption: " + !encrypted);
        List<JsonNode> claims =
                List.of(JSON.createObjectNode(), mark.equals("-") ? JSON.createObjectNode() : noted(mark));

        ObservedService lost = ObservedService.withoutServers(live(record, "-", configMap), claims, wanted)
                .value()
                .orElseThrow();

        assertThat(lost.encrypted()).isEqualTo(encrypted);
        assertThat(doubts(ChangeDecider.decide(Children.of(wanted), lost, false))
                        .isEmpty())
                .isEqualTo(!reported);
    }

    /** Claims are there, so something may be stored on them; without claims and pods nothing can be. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "-"})
    void claimsOfWhichNobodySaysAnythingAreLeftAlone(String configMap) {
        ValidService wanted = Services.jetstream("persistence: {}");
        ObjectNode claim = JSON.createObjectNode();
        claim.withObject("/metadata").put("name", "isbsvc-default-js-vol-isbsvc-default-js-0");
        LiveChildren live = live("-", "-", configMap);

        assertThat(ObservedService.withoutServers(live, List.of(claim), wanted).violations())
                .singleElement()
                .asString()
                .contains("annotate --overwrite pvc isbsvc-default-js-vol-isbsvc-default-js-0");
        assertThat(ObservedService.withoutServers(live, List.of(), wanted).isGood())
                .isTrue();
    }

    /** Claims that are retained: a server with the key reads everything, so one that says so is enough. */
    @Test
    void retainedDataCountsAsEncryptedWhereOneSaysSo() {
        assertThat(StoredData.of(live("false", "false", "true")).encrypted()).contains(true);
        assertThat(StoredData.of(live("true", "false", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("-", "true", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("false", "-", "-")).encrypted()).contains(false);
    }

    /** Numaflow's text for one node is the same with TLS and without: what it lacks shows nothing. */
    @ParameterizedTest
    @CsvSource({"false, true, false", "true, false, true", "-, false, false", "-, true, true"})
    void theConfigurationOfASingleAdoptedNodeTellsByItsRecordWhetherTlsIsOn(
            String recorded, boolean wanted, boolean tls) {
        String spec = "replicas: 1, persistence: {}, tls: ";
        ObjectNode map = CurrentState.asApplied(Services.jetstream(spec + recorded.replace("-", "false")))
                .live()
                .configMap()
                .deepCopy();
        String text = map.at("/data/nats-js").asText();
        map.withObject("/data").put("nats-js", text.replaceAll("allow_non_tls.*\n", ""));
        if (recorded.equals("-")) {
            map.withObject("/metadata/annotations").remove(Annotations.RENDERED_FROM);
        }
        LiveChildren live = new LiveChildren(JSON.missingNode(), map, false);

        assertThat(ObservedService.withoutServers(live, List.of(noted("false")), Services.jetstream(spec + wanted))
                        .value())
                .hasValueSatisfying(lost -> assertThat(lost.tls()).isEqualTo(TlsMode.of(tls)));
    }
}
