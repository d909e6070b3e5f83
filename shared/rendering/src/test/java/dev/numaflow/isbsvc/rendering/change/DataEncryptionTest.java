package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7: how data is encrypted is known from the record on the key Secret, and never from what the spec would like. */
class DataEncryptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant EDITED = Instant.parse("2026-11-01T10:00:00Z");

    /** Each of the two that others write says what it likes, or is lost; the servers run since before. */
    @ParameterizedTest
    @CsvSource({
        "false, true, true",
        "false, true, false",
        "false, -, true",
        "false, true, -",
        "false, -, -",
        "true, false, false",
        "true, true, false",
        "true, -, false",
        "true, -, -"
    })
    void whatOthersWriteIsNotBelievedAgainstTheRecord(String record, String statefulSet, String configMap) {
        for (String asked : List.of("true", "false")) {
            Decision decision = decide(asked, live(record, statefulSet, configMap), List.of(started("-0", -1)));

            assertThat(decision.effective().spec().encrypted())
                    .as("asked for %s", asked)
                    .isEqualTo(Boolean.parseBoolean(record));
            assertThat(decision.dataEncrypted()).contains(Boolean.parseBoolean(record));
            assertThat(decision.heldEncryption().isPresent()).isEqualTo(!asked.equals(record));
        }
    }

    /** A service that an older release made has no record yet: then the StatefulSet tells, and only then the ConfigMap. */
    @ParameterizedTest
    @CsvSource({"true, false, true", "true, -, true", "false, true, false", "-, true, true", "-, false, false"})
    void withoutARecordTheStatefulSetTellsAndThenTheConfigMap(String statefulSet, String configMap, boolean encrypted) {
        for (String asked : List.of("true", "false")) {
            Decision decision = decide(asked, live("-", statefulSet, configMap), List.of());

            assertThat(decision.effective().spec().encrypted()).isEqualTo(encrypted);
            assertThat(decision.dataEncrypted()).contains(encrypted);
        }
    }

    /** Taken over from Numaflow, whose controller may have taken the key out of a configuration that no server has read yet. */
    @ParameterizedTest
    @CsvSource({"false, -1, false", "false, 1, true", "true, -1, true", "true, 1, true"})
    void aConfigMapWithoutKeyIsNotBelievedBeforeTheServersRunWithIt(String configMap, int loaded, boolean known) {
        ServerRun server = new ServerRun(
                "isbsvc-default-js-0", Optional.empty(), Optional.of(EDITED.plusSeconds(loaded)), 1_048_576);

        Parsed<RunningService> running = RunningService.of(live("-", "-", configMap), () -> List.of(server));

        assertThat(running.isGood()).isEqualTo(known);
    }

    /** Without the key it could not read what it has stored since; with it, it reads that and what was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aServerThatStartedWithAnAddedKeyKeepsItAndSomebodyIsTold(String asked) {
        Decision decision =
                decide(asked, live("false", "false", "true"), List.of(started("-0", -60), started("-2", 1)));

        assertThat(decision.effective().spec().encrypted()).isTrue();
        assertThat(decision.dataEncrypted()).contains(false);
        assertThat(decision.held()).extracting(HeldChange::toString).anySatisfy(told -> assertThat(told)
                .contains("ConfigMap isbsvc-default-js-config", "isbsvc-default-js-2 started with it")
                .contains("annotate --overwrite secret isbsvc-default-js-key")
                .doesNotContain("isbsvc-default-js-0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jetstream: {key: $JS_KEY}",
                "jetstream: {key: \"pasted by hand\"}",
                "jetstream: {ek: $JS_KEY}",
                "jetstream: {encryption_key: $JS_KEY}",
                "JetStream: {Key: $JS_KEY}"
            })
    void everyNameOfTheKeyIsSeen(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetstream: {store_dir: \"/key\"}", "jetstream: {key: \"\"}", "jetstream: true", "port: 1"})
    void whatIsNoKeyIsNone(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isFalse();
    }

    /** StatefulSet and servers are lost: the record is believed, and a ConfigMap that somebody edited is not. */
    @ParameterizedTest
    @CsvSource({
        "false, true, -, false",
        "true, false, -, true",
        "true, -, -, true",
        "-, true, -, true",
        "-, -, true, true",
        "false, -, true, true"
    })
    void whatRemainsIsReadAsItWasRecorded(String record, String configMap, String mark, boolean encrypted) {
        ValidService wanted = Services.jetstream("persistence: {}, encryption: " + !encrypted);
        JsonNode claim = mark.equals("-") ? JSON.createObjectNode() : noted(mark);
        LiveChildren live = live(record, "-", configMap);

        RunningService remains = RunningService.ofRemains(live.keySecret(), live.configMap(), claim, wanted)
                .orElseThrow();

        assertThat(remains.encrypted()).isEqualTo(encrypted);
    }

    /** Claims that are retained: a server with the key reads everything, so one that says so is enough. */
    @Test
    void retainedDataCountsAsEncryptedWhereOneSaysSo() {
        assertThat(StoredData.of(live("false", "false", "true")).encrypted()).contains(true);
        assertThat(StoredData.of(live("true", "false", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("-", "true", "false")).encrypted()).contains(true);
        assertThat(StoredData.of(live("false", "-", "-")).encrypted()).contains(false);
    }

    private static Decision decide(String asked, LiveChildren live, List<ServerRun> servers) {
        return ServiceChange.decide(
                        Services.jetstream("persistence: {}, encryption: " + asked), live, "", new Surroundings() {
                            @Override
                            public List<NodeReport> nodes(int replicas) {
                                return List.of();
                            }

                            @Override
                            public List<ServerRun> runs(int replicas) {
                                return servers;
                            }

                            @Override
                            public Optional<String> rollsFirst() {
                                return Optional.empty();
                            }
                        })
                .value();
    }

    /** {@code -} is lost: the object, or of a StatefulSet what we noted on it. */
    private static LiveChildren live(String record, String statefulSet, String configMap) {
        ObjectNode set = RunsNow.asAsked(Services.jetstream("persistence: {}"))
                .live()
                .statefulSet()
                .deepCopy();
        set.withObject("/metadata/annotations").remove(Annotations.ENCRYPTION);
        if (!statefulSet.equals("-")) {
            set.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, statefulSet);
        }
        return new LiveChildren(
                set,
                configMap.equals("-") ? MissingNode.getInstance() : configMap(configMap),
                record.equals("-") ? MissingNode.getInstance() : noted(record),
                false);
    }

    private static JsonNode configMap(String encrypted) {
        ObjectNode map = RunsNow.asAsked(Services.jetstream("persistence: {}, encryption: " + encrypted))
                .live()
                .configMap()
                .deepCopy();
        ObjectNode manager =
                map.withObject("/metadata").putArray("managedFields").addObject();
        manager.put("manager", "kubectl-edit").put("time", EDITED.toString());
        manager.putObject("fieldsV1").putObject("f:data");
        return map;
    }

    private static ObjectNode noted(String encrypted) {
        ObjectNode object = JSON.createObjectNode();
        object.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, encrypted);
        return object;
    }

    private static ServerRun started(String pod, int secondsAfterTheEdit) {
        return new ServerRun(
                "isbsvc-default-js" + pod,
                Optional.of(EDITED.plusSeconds(secondsAfterTheEdit)),
                Optional.empty(),
                1_048_576);
    }
}
