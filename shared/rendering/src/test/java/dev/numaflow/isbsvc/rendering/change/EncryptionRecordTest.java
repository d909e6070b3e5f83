package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.EDITED;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.NOBODY_IS_ASKED;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.decide;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.doubts;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.live;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.servers;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.withKeySecret;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invariant 7: how data is encrypted is known from the record on the key Secret, and never from what the spec would like or from the
 * silence of a server.
 */
class EncryptionRecordTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each of the two that others write says what it likes, or is lost; no server has to be asked. */
    @ParameterizedTest
    @CsvSource({
        "false, true, false",
        "false, true, -",
        "false, -, -",
        "true, false, false",
        "true, true, false",
        "true, true, true",
        "true, -, false",
        "true, -, -"
    })
    void whatOthersWriteIsNotBelievedAgainstTheRecord(String record, String statefulSet, String configMap) {
        for (String asked : List.of("true", "false")) {
            ChangeDecision decision = decide(asked, live(record, statefulSet, configMap), NOBODY_IS_ASKED)
                    .value();

            assertThat(decision.effective().spec().encrypted())
                    .as("asked for %s", asked)
                    .isEqualTo(Boolean.parseBoolean(record));
            assertThat(decision.encryptionRecord()).contains(EncryptionRecord.of(Boolean.parseBoolean(record)));
            assertThat(decision.heldEncryption().isPresent()).isEqualTo(!asked.equals(record));
        }
    }

    /** A service that an older release made has no record yet: then the StatefulSet tells. */
    @ParameterizedTest
    @CsvSource({"true, false, true", "true, -, true", "false, false, false"})
    void withoutARecordTheStatefulSetReports(String statefulSet, String configMap, boolean encrypted) {
        for (String asked : List.of("true", "false")) {
            ChangeDecision decision = decide(asked, live("-", statefulSet, configMap), NOBODY_IS_ASKED)
                    .value();

            assertThat(decision.effective().spec().encrypted()).isEqualTo(encrypted);
            assertThat(decision.encryptionRecord()).contains(EncryptionRecord.of(encrypted));
        }
    }

    /**
     * What three servers answer, each by when it started and loaded its configuration, in seconds since somebody wrote the ConfigMap:
     * {@code ?} is no answer, {@code x} one that says nothing of it, {@code r} has run for a minute and loaded it since.
     */
    @ParameterizedTest
    @CsvSource({
        "false, true, -60 -60 -60, taken out",
        "false, true, -60 -60 ?, kept",
        "false, true, ? ? ?, kept",
        "false, true, -60 -60 x, kept",
        "false, true, -60 -60 0, kept",
        "false, true, -60 1 -60, kept",
        "false, true, -60 r -60, kept",
        "false, true, ? 1 ?, kept",
        "-, true, 1 1 1, encrypted",
        "-, true, r r 5, encrypted",
        "-, true, ? ? ?, unknown",
        "-, true, 1 1 ?, unknown",
        "-, true, 1 1 x, unknown",
        "-, true, 1 1 -60, unknown",
        "-, true, 1 1 0, unknown",
        "-, false, 1 1 1, plain",
        "-, false, r r r, plain",
        "-, false, ? ? ?, unknown",
        "-, false, 1 1 ?, unknown",
        "-, false, 1 1 x, unknown",
        "-, false, 1 1 -60, unknown",
        "-, false, 1 1 0, unknown",
        "-, -, 1 1 1, unknown"
    })
    void silenceDecidesNothing(String record, String configMap, String answers, String outcome) {
        for (String asked : List.of("true", "false")) {
            Parsed<ChangeDecision> decision = decide(asked, live(record, "-", configMap), servers(answers));

            assertThat(decision.isGood()).as(asked).isEqualTo(!outcome.equals("unknown"));
            if (decision.isGood()) {
                boolean encrypted = outcome.equals("kept") || outcome.equals("encrypted");
                assertThat(decision.value().effective().spec().encrypted()).isEqualTo(encrypted);
                assertThat(decision.value().encryptionRecord())
                        .contains(new EncryptionRecord(
                                outcome.equals("encrypted"),
                                Optional.of(EDITED.toString()).filter(any -> outcome.equals("kept"))));
                assertThat(doubts(decision.value()).isEmpty()).isEqualTo(!outcome.equals("kept"));
            }
        }
    }

    /** What a person is told where nobody knows: what was found, who is silent, and which object to annotate. */
    @Test
    void theRefusalNamesWhoIsSilentAndWhatToDo() {
        String unrecorded = decide("false", live("-", "-", "false"), servers("1 ? ?"))
                .violations()
                .get(0)
                .toString();
        assertThat(unrecorded)
                .contains("ConfigMap isbsvc-default-js-config", "no key of JetStream")
                .contains("no answer comes from isbsvc-default-js-1, isbsvc-default-js-2")
                .contains(
                        "annotate --overwrite statefulset isbsvc-default-js isbsvc.numaflow.numaproj.io/encryption=true")
                .doesNotContain("isbsvc-default-js-0");

        ObjectNode bare = JSON.createObjectNode();
        bare.withObject("/metadata").put("name", "isbsvc-default-js-key").put("namespace", "default");
        LiveChildren live = live("-", "-", "true");
        assertThat(decide("false", withKeySecret(live, bare), servers("1 1 -60"))
                        .violations()
                        .get(0)
                        .toString())
                .contains("the key of JetStream", "an older one runs isbsvc-default-js-2")
                .contains("kubectl -n default annotate --overwrite secret isbsvc-default-js-key");
    }

    @Test
    void aServiceThatWasScaledToNothingIsNotTakenForOneThatAnswers() {
        LiveChildren live = live("-", "-", "false");
        ((ObjectNode) live.statefulSet().path("spec")).put("replicas", 0);

        assertThat(decide("false", live, servers("")).isGood()).isFalse();
    }
}
