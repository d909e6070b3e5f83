package dev.numaflow.isbsvc.rendering.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BufferConfigTest {

    private static final String PATH = "spec.jetstream.bufferConfig";
    private static final YamlText NO_DEFAULTS = new YamlText("", "defaults");

    @ParameterizedTest
    @CsvSource({
        "0, LIMITS",
        "limits, LIMITS",
        "1, INTEREST",
        "Interest, INTEREST",
        "2, WORKQUEUE",
        "workqueue, WORKQUEUE",
        "workQueue, WORKQUEUE",
        "'\"2\"', WORKQUEUE"
    })
    void readsRetentionByNumberOrWord(String text, Retention retention) {
        assertThat(merge("stream: {retention: %s}".formatted(text), 3).value().stream()
                        .get(BufferKeys.RETENTION))
                .isEqualTo(retention);
    }

    @ParameterizedTest
    @CsvSource({"0, FILE", "file, FILE", "1, MEMORY", "Memory, MEMORY"})
    void readsStorageByNumberOrWord(String text, Storage storage) {
        assertThat(merge("otBucket: {storage: %s}".formatted(text), 3)
                        .value()
                        .otBucket()
                        .get(BufferKeys.STORAGE))
                .isEqualTo(storage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream.retention: 3",
                "stream.retention: forever",
                "stream.storage: 2",
                "stream.storage: disk",
                "stream.maxMsgs: abc",
                "stream.maxMsgs: -2",
                "stream.maxMsgs: 1_000",
                "stream.maxMsgs: 010",
                "stream.maxMsgs: 1e5",
                "stream.maxMsgs: 1.0",
                "stream.maxMsgs: 'yes'",
                "stream.maxMsgs: 9223372036854775808",
                "stream.maxMsgs: [1]",
                "stream.maxMsgs: ",
                "stream.maxBytes: 10Gi",
                "stream.maxAge: 7d",
                "stream.maxAge: 60",
                "stream.maxAge: -1h",
                "stream.maxAge: 50ms",
                "stream.duplicates: 0s",
                "stream.duplicates: 73h",
                "stream.maxAge: 59s",
                "stream.replicas: 2",
                "stream.replicas: 0",
                "stream.replicas: three",
                "consumer.ackWait: 0",
                "consumer.ackWait: soon",
                "consumer.maxAckPending: 0",
                "consumer.maxAckPending: 20k",
                "otBucket.history: 0",
                "otBucket.history: 65",
                "otBucket.maxValueSize: 2147483648",
                "otBucket.ttl: 3 hours",
                "procBucket.ttl: 3days"
            })
    void refusesAValueWithItsPath(String line) {
        String[] parts = line.split("[.:] ?", 3);

        assertThat(merge("%s: {%s: %s}".formatted(parts[0], parts[1], parts[2]), 3)
                        .violations())
                .extracting(Violation::path)
                .containsExactly(PATH + "." + parts[0] + "." + parts[1]);
    }

    @Test
    void saysWhatIsAcceptedInsteadOfDays() {
        assertThat(merge("stream: {maxAge: 7d}", 3).violations())
                .containsExactly(new Violation(
                        PATH + ".stream.maxAge",
                        "\"7d\"",
                        "a duration in hours, minutes, seconds or less, as 72h, 1h30m, 60s or 500ms"
                                + " (100ms to 2562047h; days are not known), or 0 for no limit"));
    }

    @Test
    void reportsUnknownSectionsAndKeysWithWhatThereIs() {
        assertThat(merge("streams: {}\nconsumer: {ackwait: 1m, maxDeliver: 3}\nstream: 5\notBucket: [1]", 3)
                        .violations())
                .containsExactlyInAnyOrder(
                        new Violation(
                                PATH + ".streams", "unknown field", "one of stream, consumer, otBucket, procBucket"),
                        new Violation(PATH + ".consumer.maxDeliver", "unknown field", "one of ackWait, maxAckPending"),
                        new Violation(PATH + ".stream", "\"5\"", "a YAML map of keys and values"),
                        new Violation(PATH + ".otBucket", "a list", "a YAML map of keys and values"));
    }

    @Test
    void takesASectionWithoutKeysForNothing() {
        assertThat(merge("stream:\nconsumer: {}\n", 3).value())
                .isEqualTo(merge(null, 3).value());
    }

    @Test
    void mergesKeysWhateverTheirCase() {
        Parsed<BufferConfig> config = BufferConfig.merge(
                new YamlText("stream: {maxMsgs: 5, MAXAGE: 2h}", "defaults"),
                new YamlText("STREAM: {maxmsgs: 7}", PATH),
                3);

        assertThat(config.value().stream().get(BufferKeys.MAX_MSGS)).isEqualTo(7);
        assertThat(config.value().stream().get(BufferKeys.MAX_AGE).text()).isEqualTo("2h");
    }

    @Test
    void refusesKeysThatDifferOnlyInCase() {
        assertThat(merge("stream: {maxMsgs: 1, maxmsgs: 2}", 3).violations())
                .extracting(Violation::path)
                .containsExactly(PATH + ".stream.maxmsgs");
    }

    @Test
    void allowsNoLimits() {
        Values stream = merge("stream: {maxMsgs: -1, maxBytes: 0, maxAge: 0, duplicates: 100h}", 3).value().stream();

        assertThat(stream.get(BufferKeys.MAX_MSGS)).isEqualTo(-1);
        assertThat(stream.get(BufferKeys.MAX_AGE).nanos()).isZero();
    }

    @Test
    void refusesMoreReplicasThanNodesFromThreeNodesOn() {
        String five = "stream: {replicas: 5}\notBucket: {replicas: 5}";

        assertThat(merge(five, 3).violations())
                .extracting(Violation::path)
                .containsExactly(PATH + ".stream.replicas", PATH + ".otBucket.replicas");
        assertThat(merge(five, 5).value().replicas()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void keepsOneReplicaWithFewerThanThreeNodes(int nodes) {
        BufferConfig config = merge("stream: {replicas: 5}", nodes).value();

        assertThat(List.of(
                        config.replicas(),
                        config.otBucket().get(BufferKeys.REPLICAS),
                        config.sections().get(BufferKeys.PROC_BUCKET).get(BufferKeys.REPLICAS)))
                .containsExactly(1, 1, 3);
    }

    @Test
    void refusesAgesShorterThanTheDuplicateWindowWhereTheServiceSetThem() {
        assertThat(merge("stream: {maxAge: 30s}", 3).violations())
                .containsExactly(
                        new Violation(PATH + ".stream.maxAge", "\"30s\"", "at least duplicates, which is 60s"));
        assertThat(merge("stream: {duplicates: 100h}", 3).violations())
                .containsExactly(
                        new Violation(PATH + ".stream.duplicates", "\"100h\"", "at most maxAge, which is 72h"));
    }

    @Test
    void readsBackWhatItHasWritten() {
        BufferConfig config = merge("stream: {retention: workqueue, maxAge: 1h30m, storage: memory}", 5)
                .value();

        assertThat(BufferConfig.read(new YamlText(config.streamConfig(), "status"))
                        .value())
                .isEqualTo(config);
    }

    @Test
    void namesTheStatusWhenWhatStandsThereCannotBeRead() {
        assertThat(BufferConfig.read(new YamlText("stream: {maxage: 7d}", "status.config.jetstream.streamConfig"))
                        .violations())
                .extracting(Violation::path)
                .containsExactly("status.config.jetstream.streamConfig.stream.maxAge");
    }

    @Test
    void writesNumbersForWordsAndDurationsAsGiven() {
        assertThat(merge("stream: {retention: interest, storage: memory, maxAge: 1h30m}", 3)
                        .value()
                        .streamConfig())
                .contains("retention: 1\n", "storage: 1\n", "maxage: 1h30m\n");
    }

    private static Parsed<BufferConfig> merge(String overrides, int nodes) {
        return BufferConfig.merge(NO_DEFAULTS, new YamlText(overrides, PATH), nodes);
    }
}
