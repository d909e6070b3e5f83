package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.servers.CopiedInventory;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is copied, what is restored, and what is waited for (invariants 1 and 7). */
class CopyDeciderTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String TIMES = "first_ts: 't1', last_ts: 't9'";
    private static final String STATE = "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, " + TIMES;
    private static final String CONSUMER =
            "{name: c, config: {durable_name: c}, delivered: {consumer_seq: 4, stream_seq: 4},"
                    + " ack_floor: {consumer_seq: 2, stream_seq: 2}, num_ack_pending: 2}";

    private static final String FURTHER =
            CONSUMER.replace("stream_seq: 4", "stream_seq: 8").replace("consumer_seq: 4", "consumer_seq: 8");

    @Test
    void everyStreamIsCopiedInTheOrderOfTheirNamesUntilAllAreEqual() {
        Map<String, StoredStream> now = of(stream("a", STATE, CONSUMER), stream("b", STATE, ""));

        assertThat(CopyDecider.copying(now, now, Map.of())).contains(new CopyStep.Copy("a", 1, 2, false));
        assertThat(CopyDecider.copying(now, now, of(stream("a", STATE, CONSUMER))))
                .contains(new CopyStep.Copy("b", 2, 2, false));
        assertThat(CopyDecider.copying(now, now, now)).isEmpty();
        assertThat(CopyDecider.copying(Map.of(), Map.of(), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages: 9, bytes: 90, first_seq: 1, last_seq: 10, first_ts: 't1', last_ts: 't9' | a",
                "messages: 8, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't9' | a",
                "messages: 9, bytes: 91, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't9' | a",
                "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't2', last_ts: 't9' | a",
                "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't8' | a",
                "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, num_deleted: 1, first_ts: 't1', last_ts: 't9' | a",
            })
    void aCopyThatDiffersInAnythingIsMadeAgain(String state, String name) {
        Map<String, StoredStream> now = of(stream(name, STATE, CONSUMER));

        assertThat(CopyDecider.copying(now, now, of(stream(name, state, CONSUMER))))
                .contains(new CopyStep.Copy(name, 1, 1, true));
    }

    /** A snapshot leaves out consumers silently. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "{name: d, config: {durable_name: d}}",
                "{name: c, config: {durable_name: c, max_deliver: 1}, delivered: {consumer_seq: 4, stream_seq: 4}, ack_floor: {consumer_seq: 2, stream_seq: 2}, num_ack_pending: 2}",
                "{name: c, config: {durable_name: c}, delivered: {consumer_seq: 3, stream_seq: 4}, ack_floor: {consumer_seq: 2, stream_seq: 2}, num_ack_pending: 2}",
                "{name: c, config: {durable_name: c}, delivered: {consumer_seq: 4, stream_seq: 4}, ack_floor: {consumer_seq: 2, stream_seq: 3}, num_ack_pending: 2}",
                "{name: c, config: {durable_name: c}, delivered: {consumer_seq: 4, stream_seq: 4}, ack_floor: {consumer_seq: 2, stream_seq: 2}, num_ack_pending: 1}",
            })
    void soIsOneWithOtherConsumers(String consumers) {
        Map<String, StoredStream> now = of(stream("a", STATE, CONSUMER));

        assertThat(CopyDecider.copying(now, now, of(stream("a", STATE, consumers))))
                .contains(new CopyStep.Copy("a", 1, 1, true));
        assertThat(restoring(now, of(stream("a", STATE, "{name: readers, config: {}}"))))
                .contains(new CopyStep.Restore("a", 1, 1, true));
    }

    @Test
    void nothingIsCopiedWhileSomethingMoves() {
        Map<String, StoredStream> before = of(stream("a", STATE, CONSUMER));
        Map<String, StoredStream> read =
                of(stream("a", STATE, CONSUMER.replace("num_ack_pending: 2", "num_ack_pending: 1")));

        assertThat(waits(before, read, Map.of())).contains("stream a does not stand still");
        assertThat(waits(before, Map.of(), Map.of())).contains("stream a does not stand still");
        assertThat(waits(Map.of(), before, Map.of())).contains("stream a does not stand still");
    }

    /** They go on either side, at moments of the server's own. */
    @Test
    void messagesThatGrowOldAreNoMovement() {
        String tenSeconds = "max_age: 10000000000";
        String last = ", last_seq: 9, last_ts: '2026-01-01T00:00:09Z'";
        String all = "messages: 9, first_seq: 1, first_ts: '2026-01-01T00:00:01Z'" + last;
        String aged = "messages: 8, first_seq: 2, first_ts: '2026-01-01T00:00:02Z'" + last;
        StoredStream young = configured(tenSeconds, all, CONSUMER, "2026-01-01T00:00:10Z");
        StoredStream old = configured(tenSeconds, aged, CONSUMER, "2026-01-01T00:00:11Z");
        StoredStream lost = configured(tenSeconds, aged, CONSUMER, "2026-01-01T00:00:10Z");

        assertThat(CopyDecider.copying(of(young), of(old), of(young))).isEmpty();
        assertThat(CopyDecider.copying(of(young), of(young), of(old))).isEmpty();
        assertThat(waits(of(young), of(lost), of(young))).contains("stream a does not stand still");
        assertThat(CopyDecider.copying(of(young), of(young), of(lost))).contains(new CopyStep.Copy("a", 1, 1, true));
    }

    /** What nobody has read may be gone; servers set such a consumer forward in memory, when they think of it. */
    @Test
    void aConsumerBehindTheFirstMessageIsWhereverThatIs() {
        String rest = "messages: 2, first_seq: 8, last_seq: 9, " + TIMES;
        StoredStream asStored = stream("a", rest, CONSUMER);
        StoredStream setForward = stream(
                "a",
                rest,
                CONSUMER.replace("stream_seq: 4", "stream_seq: 7")
                        .replace("stream_seq: 2", "stream_seq: 7")
                        .replace("num_ack_pending: 2", "num_ack_pending: 0"));
        StoredStream further = stream("a", rest, CONSUMER.replace("stream_seq: 4", "stream_seq: 8"));

        assertThat(asStored.difference(setForward)).isEmpty();
        assertThat(restoring(of(setForward), of(asStored))).isEmpty();
        assertThat(asStored.difference(further))
                .contains("consumer c is at another position, or has another configuration");
        assertThat(restoring(of(further), of(asStored))).contains(new CopyStep.Restore("a", 1, 1, true));
    }

    /** To close it is what stops whoever writes to it, be it the server itself with what it tells about our own requests. */
    @Test
    void aStreamThatSomebodyWritesToIsClosedFirst() {
        Map<String, StoredStream> before = of(open("a", STATE));
        Map<String, StoredStream> written = of(open("a", STATE.replace("last_seq: 9", "last_seq: 10")));

        assertThat(CopyDecider.copying(before, written, Map.of())).contains(new CopyStep.Close("a"));
        assertThat(waits(before, of(stream("a", STATE, "")), Map.of())).contains("stream a does not stand still");
    }

    @Test
    void whatNoServerCopiesIsSaid() {
        Map<String, StoredStream> memory = of(
                StoredStream.of(tree("{config: {name: a, storage: memory}, state: {" + STATE + "}}"), List.of(), ""));
        Map<String, StoredStream> mirror = of(
                StoredStream.of(tree("{config: {name: a, mirror: {name: b}}, state: {" + STATE + "}}"), List.of(), ""));

        assertThat(waits(memory, memory, Map.of())).contains("stream a is stored in memory");
        assertThat(waits(mirror, mirror, Map.of())).contains("stream a is filled from another stream");
    }

    /** A server that cannot read a stream does not list it either. */
    @Test
    void aCopyOfWhatTheServiceHasNoLongerIsNotDeleted() {
        assertThat(waits(Map.of(), Map.of(), of(stream("a", STATE, ""))))
                .contains("stream a was copied, and the service has it no longer");
    }

    @Test
    void everyCopyIsRestoredOnce() {
        Map<String, StoredStream> copies = of(stream("a", STATE, CONSUMER), stream("b", STATE, ""));

        assertThat(restoring(copies, Map.of())).contains(new CopyStep.Restore("a", 1, 2, false));
        assertThat(restoring(copies, of(stream("a", STATE, CONSUMER))))
                .contains(new CopyStep.Restore("b", 2, 2, false));
        assertThat(restoring(copies, copies)).isEmpty();
        assertThat(restoring(Map.of(), copies)).isEmpty();
    }

    /** What was restored may be read before the rest is. */
    @Test
    void aStreamThatIsReadSinceCountsAsRestored() {
        String read = "messages: 5, bytes: 50, first_seq: 5, last_seq: 9, first_ts: 't5', last_ts: 't9'";

        for (String retention : List.of("workqueue", "interest")) {
            assertThat(restoring(
                            of(configured("retention: " + retention, STATE, CONSUMER)),
                            of(configured("retention: " + retention, read, FURTHER))))
                    .isEmpty();
        }
        assertThat(restoring(of(stream("a", STATE, CONSUMER)), of(stream("a", STATE, FURTHER))))
                .as("a consumer may be ahead")
                .isEmpty();
    }

    /** Its server was killed while it took the restored one into use, and lost one of its blocks: no reader has taken these messages away. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages: 5, bytes: 50, first_seq: 5, last_seq: 9, first_ts: 't5', last_ts: 't9'",
                "messages: 5, bytes: 50, first_seq: 1, last_seq: 9, num_deleted: 4, first_ts: 't1', last_ts: 't9'",
                "messages: 9, bytes: 80, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't9'",
                "messages: 0, bytes: 0, first_seq: 10, last_seq: 9",
            })
    void aStreamThatHasLostAnythingElseIsRestoredAgain(String state) {
        String forward = CONSUMER.replace("stream_seq: 4", "stream_seq: 5").replace("stream_seq: 2", "stream_seq: 5");
        String given = CONSUMER.replace("consumer_seq: 4", "consumer_seq: 7");

        assertThat(restoring(of(stream("a", STATE, CONSUMER)), of(stream("a", state, FURTHER))))
                .as("limits: no reader takes anything away")
                .contains(new CopyStep.Restore("a", 1, 1, true));
        for (String consumer : List.of(CONSUMER, forward, given, FURTHER.replace("pending: 2", "pending: 3"))) {
            assertThat(restoring(
                            of(configured("retention: workqueue", STATE, CONSUMER)),
                            of(configured("retention: workqueue", state, consumer))))
                    .as("workqueue: %s", consumer)
                    .contains(new CopyStep.Restore("a", 1, 1, true));
        }
        StoredStream lost = stream("a", state, FURTHER);
        assertThat(CopyDecider.restoring(of(stream("a", STATE, CONSUMER)), of(stream("a", STATE, "")), of(lost)))
                .as("it is looked at twice")
                .get()
                .isInstanceOf(NextStep.Wait.class);
    }

    /** By the time of the server that has less: both grow old. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00:00:11Z | messages: 8, first_seq: 2, last_seq: 9, first_ts: '2026-01-01T00:00:07Z' | true",
                "00:00:10Z | messages: 8, first_seq: 2, last_seq: 9, first_ts: '2026-01-01T00:00:07Z' | false",
                "00:00:15Z | messages: 7, first_seq: 3, last_seq: 9, first_ts: '2026-01-01T00:00:07Z' | true",
                "00:00:14Z | messages: 7, first_seq: 3, last_seq: 9, first_ts: '2026-01-01T00:00:07Z' | false",
                "00:00:15Z | messages: 6, first_seq: 3, last_seq: 9, num_deleted: 1, first_ts: '2026-01-01T00:00:07Z' | false",
                "00:00:15Z | messages: 8, first_seq: 1, last_seq: 9, num_deleted: 1, first_ts: '2026-01-01T00:00:01Z' | false",
                "00:00:19Z | messages: 0, first_seq: 10, last_seq: 9 | true",
                "00:00:18Z | messages: 0, first_seq: 10, last_seq: 9 | false",
            })
    void whatIsMissingHasGrownOldOrIsRestoredAgain(String asked, String state, boolean isOld) {
        String ten = "max_age: 10000000000";
        String last = ", last_ts: '2026-01-01T00:00:09Z'";
        StoredStream copy = configured(
                ten, "messages: 9, first_seq: 1, last_seq: 9, first_ts: '2026-01-01T00:00:01Z'" + last, CONSUMER);
        StoredStream less = configured(ten, state + last, FURTHER, "2026-01-01T" + asked);

        assertThat(restoring(of(copy), of(less)))
                .isEqualTo(isOld ? Optional.empty() : Optional.of(new CopyStep.Restore("a", 1, 1, true)));
        assertThat(restoring(of(configured(ten, state + last, CONSUMER, "2026-01-01T" + asked)), of(copy)))
                .as("nothing is deleted that has more than the copy")
                .satisfies(next -> assertThat(next.isEmpty()).isEqualTo(isOld))
                .satisfies(next ->
                        assertThat(next.filter(NextStep.Act.class::isInstance)).isEmpty());
        assertThat(restoring(of(withTimes(copy)), of(withTimes(less))))
                .as("messages with times of their own")
                .contains(new CopyStep.Restore("a", 1, 1, true));
    }

    /** As in a bucket, which keeps the last value of each key. */
    @Test
    void theGapBehindAMessageThatGrowsOldGoesWithIt() {
        String ten = "max_age: 10000000000";
        String last = ", last_seq: 9, last_ts: '2026-01-01T00:00:09Z'";
        StoredStream copy = configured(
                ten, "messages: 6, num_deleted: 3, first_seq: 1, first_ts: '2026-01-01T00:00:01Z'" + last, CONSUMER);
        String aged = "messages: 5, num_deleted: 2, first_seq: 3, first_ts: '2026-01-01T00:00:03Z'" + last;
        String lost = "messages: 5, num_deleted: 4, first_seq: 1, first_ts: '2026-01-01T00:00:01Z'" + last;

        assertThat(restoring(of(copy), of(configured(ten, aged, CONSUMER, "2026-01-01T00:00:11Z"))))
                .isEmpty();
        assertThat(restoring(of(copy), of(configured(ten, lost, CONSUMER, "2026-01-01T00:00:11Z"))))
                .contains(new CopyStep.Restore("a", 1, 1, true));
    }

    private static StoredStream withTimes(StoredStream stream) {
        ObjectNode config = stream.config().deepCopy();
        return new StoredStream(
                stream.name(), config.put("allow_msg_ttl", true), stream.state(), stream.consumers(), stream.answer());
    }

    /** It takes nothing before everything is compared: whoever opened it may have lost what it had. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages: 11, bytes: 110, first_seq: 1, last_seq: 11, first_ts: 't1', last_ts: 't11'",
                "messages: 9, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't8'",
                "messages: 10, bytes: 90, first_seq: 1, last_seq: 9, first_ts: 't1', last_ts: 't9'",
                "messages: 9, bytes: 90, first_seq: 0, last_seq: 9, first_ts: 't1', last_ts: 't9'",
                "messages: 0, first_seq: 11, last_seq: 10, first_ts: '', last_ts: ''",
            })
    void oneThatHasAnythingElseThanItsCopyIsKept(String state) {
        assertThat(restoring(of(stream("a", STATE, CONSUMER)), of(stream("a", state, FURTHER))))
                .get()
                .isInstanceOf(NextStep.Wait.class);
    }

    @Test
    void nothingIsCopiedThatSomebodyCanWriteTo() {
        StoredStream open = open("a", STATE);
        Map<String, StoredStream> now = of(open, stream("b", STATE, ""));

        assertThat(CopyDecider.copying(now, now, now)).contains(new CopyStep.Close("a"));
        assertThat(CopyDecider.opening(now)).contains(new CopyStep.Open("b"));
        assertThat(CopyDecider.opening(of(open))).isEmpty();
    }

    /** A stream that takes longer than a call may is tried last. */
    @Test
    void theSmallestStreamIsTheFirst() {
        String smaller = STATE.replace("bytes: 90", "bytes: 9");
        Map<String, StoredStream> now = of(stream("a", STATE, CONSUMER), stream("b", smaller, ""));

        assertThat(CopyDecider.copying(now, now, Map.of())).contains(new CopyStep.Copy("b", 1, 2, false));
        assertThat(restoring(now, Map.of())).contains(new CopyStep.Restore("b", 1, 2, false));
    }

    /** A message may be on its way to it. */
    @Test
    void aStreamThatSomebodyCreatedIsClosedAndLookedAtAgainBeforeItGivesWay() {
        Map<String, StoredStream> copies = of(stream("a", STATE, CONSUMER));
        String nothing = "messages: 0, last_seq: 0";
        Map<String, StoredStream> open = of(open("a", nothing));
        Map<String, StoredStream> closed = of(stream("a", nothing, ""));

        assertThat(CopyDecider.restoring(copies, open, open)).contains(new CopyStep.Close("a"));
        assertThat(CopyDecider.restoring(copies, open, closed)).get().isInstanceOf(NextStep.Wait.class);
        assertThat(CopyDecider.restoring(copies, closed, closed)).contains(new CopyStep.Restore("a", 1, 1, true));
    }

    /** A copy that changes by itself is never what it was when it was complete. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject_delete_marker_ttl: 1 | stream a stores markers by itself",
                "allow_msg_schedules: true | stream a stores messages by itself",
                "consumer_limits: {inactive_threshold: 1} | stream a drops consumers by itself",
            })
    void whatChangesByItselfIsNotCopied(String config, String why) {
        Map<String, StoredStream> now = of(configured(config, STATE, CONSUMER));

        assertThat(waits(now, now, Map.of())).contains(why, "cannot be copied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mem_storage: true | whose position is kept in memory",
                "inactive_threshold: 1 | which is dropped by itself",
            })
    void aConsumerThatDoesNotLastIsNotCopied(String config, String why) {
        Map<String, StoredStream> now =
                of(stream("a", STATE, CONSUMER.replace("durable_name: c", "durable_name: c, " + config)));

        assertThat(waits(now, now, Map.of())).contains("stream a has consumer c, " + why);
        assertThat(CopyDecider.copying(
                        of(stream("a", STATE, "{name: passing, config: {inactive_threshold: 1}}")),
                        of(stream("a", STATE, "{name: passing, config: {inactive_threshold: 1}}")),
                        Map.of()))
                .as("one that is not durable is not copied at all")
                .contains(new CopyStep.Copy("a", 1, 1, false));
    }

    @Test
    void aListOfLessThanWasCopiedIsAnotherOne() {
        Map<String, StoredStream> all = of(stream("a", STATE, CONSUMER), stream("b", STATE, ""));

        assertThat(CopiedInventory.of(all))
                .startsWith("streams=2,consumers=1,messages=18,bytes=180,delivered=4,acknowledged=2,digest=")
                .isEqualTo(CopiedInventory.of(of(stream("b", STATE, ""), stream("a", STATE, CONSUMER))))
                .isNotEqualTo(CopiedInventory.of(of(stream("a", STATE, CONSUMER))))
                .isNotEqualTo(CopiedInventory.of(of(stream("a", STATE, ""), stream("b", STATE, CONSUMER))))
                .isNotEqualTo(CopiedInventory.of(of(stream("a", STATE, CONSUMER), stream("b", "last_seq: 8", ""))));
    }

    /** Its server was killed after it was complete, and nobody reads or writes a copy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages: 9 | messages: 8",
                "bytes: 90 | bytes: 89",
                "first_seq: 1 | first_seq: 2",
                "last_seq: 9 | last_seq: 9, num_deleted: 1",
            })
    void aCopyThatHasLostAnythingIsAnotherOne(String recorded, String listed) {
        String less = STATE.replace(recorded, listed);
        String complete = CopiedInventory.of(of(stream("a", STATE, CONSUMER)));

        assertThat(CopiedInventory.of(of(stream("a", less, CONSUMER)))).isNotEqualTo(complete);
        for (String shrinks : List.of("max_age: 1", "allow_msg_ttl: true")) {
            boolean isGap = listed.contains("deleted") && shrinks.startsWith("max_age");
            assertThat(CopiedInventory.of(of(configured(shrinks, less, CONSUMER)))
                            .equals(CopiedInventory.of(of(configured(shrinks, STATE, FURTHER)))))
                    .as("it shrinks by itself, and grows old without a gap")
                    .isEqualTo(!isGap);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{consumer_seq: 4", "stream_seq: 4}", "{consumer_seq: 2", "stream_seq: 2}"})
    void soIsOneWhoseConsumersAreElsewhere(String place) {
        assertThat(CopiedInventory.of(of(stream("a", STATE, CONSUMER.replace(place, place.replaceAll("[24]", "3"))))))
                .isNotEqualTo(CopiedInventory.of(of(stream("a", STATE, CONSUMER))));
    }

    /** What readers take away meanwhile is in the copy; what somebody writes is not. */
    @Test
    void aDiskGoesThatHasNothingMoreThanTheCopy() {
        Map<String, StoredStream> copies = of(stream("a", STATE, CONSUMER));
        String less = "messages: 5, bytes: 50, first_seq: 5, last_seq: 9, first_ts: 't5', last_ts: 't9'";

        assertThat(CopyDecider.going(copies, copies)).isEmpty();
        assertThat(CopyDecider.going(copies, of(stream("a", STATE, FURTHER)))).isEmpty();
        assertThat(CopyDecider.going(copies, of(stream("a", less, FURTHER)))).isEmpty();
        for (Map<String, StoredStream> other : List.of(
                of(stream("a", STATE.replace("last_seq: 9", "last_seq: 10"), CONSUMER)),
                of(stream("a", STATE, CONSUMER + ", {name: d, config: {durable_name: d}}")),
                of(open("a", STATE)),
                of(stream("a", STATE, CONSUMER), stream("b", STATE, "")),
                Map.<String, StoredStream>of())) {
            assertThat(CopyDecider.going(copies, other)).get().isInstanceOf(NextStep.Wait.class);
        }
    }

    @Test
    void aStreamThatSomebodyCreatedGivesWayOnlyIfItNeverHadAMessage() {
        Map<String, StoredStream> copies = of(stream("a", STATE, CONSUMER), stream("b", STATE, ""));
        StoredStream fresh = stream("a", "messages: 0, last_seq: 0", "");
        StoredStream used = stream("a", STATE.replace("t1", "u1").replace("t9", "u9"), CONSUMER);
        StoredStream emptied = stream("a", "messages: 0, last_seq: 20", "");

        assertThat(restoring(copies, of(fresh))).contains(new CopyStep.Restore("a", 1, 2, true));
        for (StoredStream other : List.of(used, emptied)) {
            assertThat(restoring(copies, of(other)))
                    .as("the others are restored meanwhile")
                    .contains(new CopyStep.Restore("b", 2, 2, false));
            assertThat(restoring(copies, of(other, stream("b", STATE, ""))))
                    .get()
                    .extracting(next -> ((NextStep.Wait) next).what())
                    .asString()
                    .contains("stream a was created anew", "the copy stays");
        }
    }

    /** Its server was killed while it took the restored one into use. What somebody has written to it has a later time than the copy. */
    @Test
    void aPartOfACopyGivesWayToAllOfIt() {
        String all =
                "messages: 9, first_seq: 1, last_seq: 9, first_ts: '2026-01-01T00:00:01Z', last_ts: '2026-01-01T00:00:09.5Z'";
        String part =
                "messages: 4, first_seq: 1, last_seq: 4, first_ts: '2026-01-01T00:00:01Z', last_ts: '2026-01-01T00:00:04Z'";
        Map<String, StoredStream> copies = of(stream("a", all, CONSUMER));

        assertThat(restoring(copies, of(stream("a", part, "")))).contains(new CopyStep.Restore("a", 1, 1, true));
        for (String other : List.of(
                part.replace("00:04Z", "00:10Z"), part.replace("00:01Z", "00:02Z"), part.replace("00:04Z", "?"))) {
            assertThat(restoring(copies, of(stream("a", other, "")))).get().isInstanceOf(NextStep.Wait.class);
        }
        assertThat(restoring(copies, of(open("a", part)))).get().isInstanceOf(NextStep.Wait.class);
    }

    @Test
    void moreCopiesAreForWhatWasCopiedAndHasFewer() {
        Map<String, StoredStream> now = of(stream("a", STATE, ""), stream("b", STATE, ""));

        assertThat(CopyDecider.replicating(Set.of("b"), now, 3)).contains(new CopyStep.Replicate("b", 3));
        assertThat(CopyDecider.replicating(Set.of("b"), now, 1)).isEmpty();
        assertThat(CopyDecider.replicating(Set.of("b"), of(configured("num_replicas: 3", STATE, "")), 3))
                .isEmpty();
    }

    /** Servers report another first sequence for an empty stream once it was restored. */
    @Test
    void emptyStreamsAreEqualWhateverTheirFirstSequenceIs() {
        StoredStream one = stream("a", "messages: 0, first_seq: 0, last_seq: 0, first_ts: 'x'", CONSUMER);
        StoredStream other = stream("a", "messages: 0, first_seq: 1, last_seq: 0, first_ts: 'y'", CONSUMER);

        assertThat(one.difference(other)).isEmpty();
        assertThat(other.continues(one)).isTrue();
    }

    private static Optional<NextStep> restoring(Map<String, StoredStream> copies, Map<String, StoredStream> now) {
        return CopyDecider.restoring(copies, now, now);
    }

    private static StoredStream open(String name, String state) {
        return StoredStream.of(
                tree("{config: {name: " + name + ", storage: file, subjects: [" + name + "]}, state: {" + state + "}}"),
                List.of(),
                "");
    }

    private static String waits(
            Map<String, StoredStream> before, Map<String, StoredStream> now, Map<String, StoredStream> copies) {
        return ((NextStep.Wait) CopyDecider.copying(before, now, copies).orElseThrow()).what();
    }

    private static Map<String, StoredStream> of(StoredStream... streams) {
        Map<String, StoredStream> all = new TreeMap<>();
        for (StoredStream stream : streams) {
            all.put(stream.name(), stream);
        }
        return all;
    }

    private static StoredStream stream(String name, String state, String consumers) {
        return StoredStream.of(
                tree("{config: {name: " + name + ", storage: file, subjects: [" + StreamFence.PREFIX + name
                        + "]}, state: {" + state + "}}"),
                List.of(YAML.convertValue(tree("[" + consumers + "]"), JsonNode[].class)),
                "");
    }

    private static StoredStream configured(String config, String state, String consumers) {
        return configured(config, state, consumers, "");
    }

    private static StoredStream configured(String config, String state, String consumers, String asked) {
        return StoredStream.of(
                tree("{config: {name: a, storage: file, subjects: [" + StreamFence.PREFIX + "a], " + config
                        + "}, state: {" + state + "}, ts: '" + asked + "'}"),
                List.of(YAML.convertValue(tree("[" + consumers + "]"), JsonNode[].class)),
                "");
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
