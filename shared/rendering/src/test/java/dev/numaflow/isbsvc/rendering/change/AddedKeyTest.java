package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.EDITED;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.NOBODY_IS_ASKED;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.configMap;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.decide;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.decideSpec;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.doubts;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.live;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.servers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7: servers keep a key that was added to data recorded as plain, until all of them answer that none started with it. */
class AddedKeyTest {

    /**
     * The ConfigMap was deleted, edited once more, or written by somebody else after the key had been kept; the StatefulSet says nothing
     * either. Only what was noted beside the record tells then, {@code ~} where nobody could say since when.
     */
    @ParameterizedTest
    @CsvSource({
        "0, -, -60 -60 -60, taken out",
        "0, false, -60 -60 -60, taken out",
        "0, true, -60 -60 -60, taken out",
        "0, -, -60 -60 1, kept",
        "0, false, -60 -60 1, kept",
        "0, false, -60 -60 0, kept",
        "0, false, -60 r -60, kept",
        "0, false, -60 -60 ?, kept",
        "0, -, ? ? ?, kept",
        "-30, true, -60 -60 -20, kept",
        "~, false, -60 -60 -60, kept",
        "~, true, -60 -60 -60, kept",
        "unused, true, -60 -60 1, said unused",
        "unused, true, ? ? ?, said unused",
        "unused, false, ? ? ?, taken out",
        "unused, -, ? ? ?, taken out"
    })
    void aKeptKeyIsRememberedUntilAllServersAnswerOrAPersonDoes(
            String since, String configMap, String answers, String outcome) {
        String noted =
                switch (since) {
                    case "~" -> "unknown";
                    case "unused" -> since;
                    default -> EDITED.plusSeconds(Integer.parseInt(since)).toString();
                };
        for (String asked : List.of("true", "false")) {
            LiveChildren live = live("false", "-", configMap);
            ((ObjectNode) live.keySecret()).withObject("/metadata/annotations").put(Annotations.ADDED_KEY, noted);

            ChangeDecision decision = decide(asked, live, servers(answers)).value();

            assertThat(decision.effective().spec().encrypted()).as(asked).isEqualTo(outcome.equals("kept"));
            assertThat(decision.encryptionRecord())
                    .contains(new EncryptionRecord(
                            false, Optional.of(noted).filter(any -> !outcome.equals("taken out"))));
            assertThat(doubts(decision).isEmpty()).isEqualTo(!outcome.equals("kept"));
        }
    }

    @Test
    void aRecordThatAPersonHasPutRightNeedsNoNote() {
        LiveChildren live = live("true", "-", "true");
        ((ObjectNode) live.keySecret()).withObject("/metadata/annotations").put(Annotations.ADDED_KEY, "unknown");

        assertThat(decide("true", live, NOBODY_IS_ASKED).value().encryptionRecord())
                .contains(EncryptionRecord.of(true));
    }

    @ParameterizedTest
    @CsvSource({"-, true, unknown", "1, false, 1", "unused, false, -", "unused, true, unused"})
    void withoutServersAKeptKeyIsRememberedToo(String note, String configMap, String remembered) {
        LiveChildren live = live("false", "-", configMap);
        if (!note.equals("-")) {
            ((ObjectNode) live.keySecret()).withObject("/metadata/annotations").put(Annotations.ADDED_KEY, note);
        }
        ValidService wanted = Services.jetstream("persistence: {}");

        ObservedService lost =
                ObservedService.withoutServers(live, List.of(), wanted).value().orElseThrow();

        assertThat(lost.encrypted()).isEqualTo(!note.equals("unused"));
        assertThat(lost.encryptionRecord().addedKey())
                .isEqualTo(Optional.of(remembered).filter(text -> !text.equals("-")));
    }

    /** Without the key it could not read what it has stored since; with it, it reads that and what was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aServerThatStartedWithAnAddedKeyKeepsItAndSomebodyIsInformed(String asked) {
        ChangeDecision decision = decide(asked, live("false", "false", "true"), servers("-60 -60 1"))
                .value();

        assertThat(doubts(decision))
                .singleElement()
                .asString()
                .contains("ConfigMap isbsvc-default-js-config", "isbsvc-default-js-2 started with it")
                .contains("annotate --overwrite secret isbsvc-default-js-key")
                .doesNotContain("isbsvc-default-js-0");
    }

    /** Another write would hide when the key came, and with it who has started since. */
    @Test
    void aConfigMapWithAnAddedKeyStaysAsItStandsWhileNobodyKnowsWhoStartedWithIt() {
        LiveChildren live = live("false", "false", "true");

        for (String asked : List.of("true", "false")) {
            JsonNode kept = configMap(decide(asked, live, servers("? ? ?")).value());

            assertThat(Comparison.differences(kept, live.configMap())).isEmpty();
        }
    }

    /** A server may have started with the key between the two writes, and the time of the first is lost. */
    @ParameterizedTest
    @ValueSource(strings = {"rendered again", "edited again", "written by somebody else"})
    void aKeyThatWasThereBeforeTheLastWriteIsKept(String write) {
        LiveChildren live = live("false", "false", "true");
        ObjectNode map = live.configMap().deepCopy();
        ObjectNode annotations = map.withObject("/metadata/annotations");
        switch (write) {
            case "rendered again" -> {
                String more = "persistence: {}, settings: 'max_payload: 2000000'";
                ChangeDecision changed =
                        decideSpec(more, live, servers("? ? ?")).value();
                map.set("data", configMap(changed).path("data"));
                annotations.setAll((ObjectNode) configMap(changed).at("/metadata/annotations"));
            }
            case "edited again" ->
                map.withObject("/data")
                        .put(Keys.NATS_CONF, map.at("/data/nats-js").asText() + "\nmax_connections: 7\n");
            default -> annotations.removeAll();
        }

        ChangeDecision decision = decide(
                        "false",
                        new LiveChildren(live.statefulSet(), map, live.keySecret(), false),
                        servers("-60 -60 -60"))
                .value();

        assertThat(decision.effective().spec().encrypted()).isTrue();
        assertThat(doubts(decision))
                .singleElement()
                .asString()
                .contains("the time since which it is there is not known");
        assertThat(configMap(decision).at("/data/nats-js").asText())
                .contains("$JS_KEY")
                .doesNotContain("max_connections");
    }
}
