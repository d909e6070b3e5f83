package dev.numaflow.isbsvc.rendering.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers add to a configuration is none of a user, as 2.10.29 and 2.15.3 list the same stream and consumer. */
class ReportedConfigTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String STREAM =
            """
            name: a, subjects: [copied-aside.a], retention: limits, max_consumers: -1, max_msgs: -1, max_bytes: -1,
            max_age: 3600000000000, max_msgs_per_subject: -1, max_msg_size: -1, discard: old, storage: file,
            num_replicas: 1, duplicate_window: 120000000000, compression: none, allow_direct: false, mirror_direct: false,
            sealed: false, deny_delete: false, deny_purge: false, allow_rollup_hdrs: false, consumer_limits: {}
            """;
    private static final String CONSUMER =
            """
            durable_name: c, deliver_policy: all, ack_policy: explicit, ack_wait: 30000000000, max_deliver: -1,
            replay_policy: instant, max_waiting: 512, max_ack_pending: 1000, num_replicas: 0
            """;
    private static final String OWN = ", metadata: {_nats.req.level: '0'}";
    private static final String ALL_OWN = ", metadata: {_nats.level: '5', _nats.req.level: '0', _nats.ver: 2.15.3}";
    private static final String NEWER = ", allow_msg_ttl: false";
    private static final String OLD = "2.10.29";
    private static final String NEW = "2.15.3";

    @Test
    void whatWasCopiedByAnOlderServerIsRestoredByANewerOne() throws Exception {
        StoredStream copy = stream(STREAM, CONSUMER, OLD);

        for (String own : List.of(OWN, ALL_OWN)) {
            StoredStream restored = stream(STREAM + NEWER + own, CONSUMER + ", name: c" + own, NEW);

            assertThat(restoring(copy, restored)).isEmpty();
            assertThat(restored.difference(copy)).isEmpty();
        }
        StoredStream described = stream(STREAM + ", metadata: {owner: b}", CONSUMER, OLD);
        assertThat(restoring(described, stream(STREAM + NEWER + ALL_OWN.replace("{", "{owner: b, "), CONSUMER, NEW)))
                .isEmpty();
    }

    @Test
    void patchesOfOneReleaseDifferInNothing() throws Exception {
        StoredStream copy = stream(STREAM + NEWER + ALL_OWN, CONSUMER + ALL_OWN, NEW);
        String later = ALL_OWN.replace("2.15.3", "2.15.4").replace("'5'", "'6'");

        assertThat(restoring(copy, stream(STREAM + NEWER + later, CONSUMER + later, "2.15.4")))
                .isEmpty();
        assertThat(restoring(copy, stream(STREAM + NEWER + OWN, CONSUMER, NEW))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_age: 3600000000000 | max_age: 1",
                "storage: file, | ''",
                "[copied-aside.a] | [copied-aside.b]",
                "sealed: false | sealed: true",
            })
    void whatAUserChangesIsAnotherConfiguration(String field, String other) throws Exception {
        StoredStream copy = stream(STREAM, CONSUMER, OLD);

        assertThat(restoring(copy, stream(STREAM.replace(field, other), CONSUMER, NEW)))
                .isPresent();
    }

    @Test
    void oneVersionAddsNothing() throws Exception {
        StoredStream copy = stream(STREAM, CONSUMER, OLD);

        assertThat(restoring(copy, stream(STREAM + ", description: d", CONSUMER, OLD)))
                .isPresent();
        assertThat(stream(STREAM, CONSUMER + ", description: d", OLD).difference(copy))
                .isPresent();
    }

    private static Optional<?> restoring(StoredStream copy, StoredStream stream) {
        return CopyDecider.restoring(Map.of("a", copy), Map.of("a", stream), Map.of("a", stream));
    }

    private static StoredStream stream(String config, String consumer, String version) throws JsonProcessingException {
        return StoredStream.of(
                tree("{config: {" + config + "}, state: {messages: 1, first_seq: 1, last_seq: 1}}"),
                List.of(tree("{name: c, config: {" + consumer + "}}")),
                version);
    }

    private static JsonNode tree(String yaml) throws JsonProcessingException {
        return YAML.readTree(yaml);
    }
}
