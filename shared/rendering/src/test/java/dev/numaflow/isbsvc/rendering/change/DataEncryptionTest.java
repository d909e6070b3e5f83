package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7: how data is encrypted is known from the record on the key Secret, and never from what the spec would like or from the
 * silence of a server.
 */
class DataEncryptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant EDITED = Instant.parse("2026-11-01T10:00:00Z");

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

        ObservedService remains =
                ObservedService.ofRemains(live, List.of(), wanted).value().orElseThrow();

        assertThat(remains.encrypted()).isEqualTo(!note.equals("unused"));
        assertThat(remains.encryptionRecord().addedKey())
                .isEqualTo(Optional.of(remembered).filter(text -> !text.equals("-")));
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

    /** It is the only copy of what servers may have stored by. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jetstream: {key: \"pasted-by-hand\"}",
                "jetstream: {ek: pasted-by-hand}",
                "jetstream: {Encryption_Key: \"pasted-by-hand\"}",
                "jetstream: {key: $OTHER}",
                "jetstream: {key: 12}",
                "jetstream: {prev_key: $JS_KEY_BEFORE, key: $JS_KEY}",
                "jetstream: {prev_encryption_key: pasted-by-hand}",
                "jetstream: $OTHER",
                "jetstream: {key: (pasted-by-hand\\n)}",
                "jetstream: {key: \"pasted-by-hand\\t\"",
                "JS_KEY: \"pasted-by-hand\", jetstream: {key: $JS_KEY}"
            })
    void aKeyThatIsNotOursIsNeverWrittenOverNorShown(String conf) {
        for (String record : List.of("true", "false", "-")) {
            LiveChildren live = live(record, "-", "true");
            ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, conf);
            List<Parsed<?>> refused = List.of(
                    decide("true", live, servers("-60 -60 -60")),
                    ObservedService.ofRemains(live, List.of(noted("true")), Services.jetstream("persistence: {}")),
                    ObservedService.ofRemains(live, List.of(), Services.jetstream("persistence: {}")));

            assertThat(refused).allSatisfy(each -> assertThat(each.violations())
                    .singleElement()
                    .asString()
                    .contains("data.nats-js jetstream.key", "$JS_KEY")
                    .doesNotContain("pasted", "OTHER", "12"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jetstream: {key: $JS_KEY}",
                "jetstream: {key: \"pasted by hand\"}",
                "jetstream: {ek: $JS_KEY}",
                "jetstream: {encryption_key: $JS_KEY}",
                "JetStream: {Key: $JS_KEY}",
                "jetstream: {prev_key: $JS_KEY}",
                "jetstream: {prev_ek: $JS_KEY}",
                "jetstream: {prev_encryption_key: $JS_KEY}"
            })
    void everyNameOfTheKeyIsSeen(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isTrue();
        assertThat(ConfigEncryption.isIn(ConfigEncryption.without(NatsConf.parse(conf))))
                .isFalse();
    }

    /** It tells nothing, as if it were lost; with a key in it, it may be the only copy. */
    @Test
    void aTextThatNobodyCanReadIsOnlyWrittenOverWhereItNamesNoKey() {
        LiveChildren live = live("false", "-", "false");
        ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, "jetstream: {store_dir: \"/mon{key}s\"");
        assertThat(decide("false", live, NOBODY_IS_ASKED).isGood()).isFalse();

        ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, "jetstream: {store_dir: \"/monkeys\"");
        assertThat(decide("false", live, NOBODY_IS_ASKED).isGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetstream: {store_dir: \"/key\"}", "jetstream: {key: \"\"}", "jetstream: true", "port: 1"})
    void whatIsNoKeyIsNone(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isFalse();
        assertThat(ConfigEncryption.isForeign(NatsConf.parse(conf))).isFalse();
    }

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

        ObservedService remains = ObservedService.ofRemains(live(record, "-", configMap), claims, wanted)
                .value()
                .orElseThrow();

        assertThat(remains.encrypted()).isEqualTo(encrypted);
        assertThat(doubts(ChangeDecider.decide(Children.of(wanted), remains, false))
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

        assertThat(ObservedService.ofRemains(live, List.of(claim), wanted).violations())
                .singleElement()
                .asString()
                .contains("annotate --overwrite pvc isbsvc-default-js-vol-isbsvc-default-js-0");
        assertThat(ObservedService.ofRemains(live, List.of(), wanted).isGood()).isTrue();
    }

    /** Claims that are retained: a server with the key reads everything, so one that says so is enough. */
    @Test
    void retainedDataCountsAsEncryptedWhereOneSaysSo() {
        assertThat(StoredData.of(live("false", "false", "true")).encrypted()).contains(true);
        assertThat(StoredData.of(live("true", "false", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("-", "true", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("false", "-", "-")).encrypted()).contains(false);
    }

    private static final ClusterQueries NOBODY_IS_ASKED = new ClusterQueries() {
        @Override
        public List<NodeReport> nodes(int replicas) {
            return List.of();
        }

        @Override
        public List<ServerRun> runs(int replicas) {
            throw new AssertionError("no server has to be asked");
        }

        @Override
        public Optional<String> rollsFirst() {
            return Optional.empty();
        }
    };

    private static ClusterQueries servers(String answers) {
        List<ServerRun> runs = new ArrayList<>();
        String[] each = answers.split(" ");
        for (int i = 0; i < each.length; i++) {
            run("isbsvc-default-js-" + i, each[i]).ifPresent(runs::add);
        }
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return List.of();
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                assertThat(replicas).isEqualTo(3);
                return runs;
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }
        };
    }

    private static Optional<ServerRun> run(String pod, String answer) {
        return switch (answer) {
            case "", "?" -> Optional.empty();
            case "x" -> Optional.of(new ServerRun(pod, Optional.empty(), Optional.empty(), 1));
            case "r" -> Optional.of(new ServerRun(pod, Optional.of(EDITED.minusSeconds(60)), since(1), 1));
            default ->
                Optional.of(new ServerRun(pod, since(Integer.parseInt(answer)), since(Integer.parseInt(answer)), 1));
        };
    }

    private static Optional<Instant> since(int seconds) {
        return Optional.of(EDITED.plusSeconds(seconds));
    }

    private static Parsed<ChangeDecision> decide(String asked, LiveChildren live, ClusterQueries around) {
        return decideSpec("persistence: {}, encryption: " + asked, live, around);
    }

    private static Parsed<ChangeDecision> decideSpec(String spec, LiveChildren live, ClusterQueries around) {
        return ChangeDecider.decide(Children.of(Services.jetstream(spec)), live, "", around);
    }

    /** What is held because of the key in the ConfigMap, and not because of the spec. */
    private static List<HeldChange> doubts(ChangeDecision decision) {
        return decision.held().stream()
                .filter(held -> held.field().startsWith("ConfigMap"))
                .toList();
    }

    private static JsonNode configMap(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(0));
    }

    private static LiveChildren withKeySecret(LiveChildren live, JsonNode keySecret) {
        return new LiveChildren(live.statefulSet(), live.configMap(), keySecret, false);
    }

    /** {@code -} is lost: the object, or of a StatefulSet what we noted on it. */
    private static LiveChildren live(String record, String statefulSet, String configMap) {
        ObjectNode set = rendered().statefulSet().deepCopy();
        set.withObject("/metadata/annotations").remove(Annotations.ENCRYPTION);
        if (!statefulSet.equals("-")) {
            set.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, statefulSet);
        }
        return new LiveChildren(
                set,
                configMap.equals("-") ? MissingNode.getInstance() : configMap(configMap.equals("true")),
                record.equals("-") ? MissingNode.getInstance() : noted(record),
                false);
    }

    private static LiveChildren rendered() {
        return CurrentState.asApplied(Services.jetstream("persistence: {}")).live();
    }

    /** Rendered without a key, which somebody may have added. */
    private static JsonNode configMap(boolean withKey) {
        ObjectNode map = rendered().configMap().deepCopy();
        String text = map.at("/data/nats-js").asText();
        if (withKey) {
            map.withObject("/data").put(Keys.NATS_CONF, text.replaceFirst("store_dir", "key: \\$JS_KEY\n  store_dir"));
        }
        ObjectNode manager =
                map.withObject("/metadata").putArray("managedFields").addObject();
        manager.put("manager", "kubectl-edit").put("time", EDITED.toString());
        manager.withObject("/fieldsV1/f:data").putObject("f:" + Keys.NATS_CONF);
        return map;
    }

    private static ObjectNode noted(String encrypted) {
        ObjectNode object = JSON.createObjectNode();
        object.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, encrypted);
        return object;
    }
}
