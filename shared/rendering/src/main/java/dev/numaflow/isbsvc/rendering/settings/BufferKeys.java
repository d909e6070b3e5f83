package dev.numaflow.isbsvc.rendering.settings;

import java.util.List;
import java.util.Set;

/** Every key of a buffer configuration with its rule; the limits are those of nats-server. */
final class BufferKeys {

    private static final long SHORTEST = 100_000_000;
    private static final String NO_LIMIT = "a whole number from 0 to " + Long.MAX_VALUE + ", or -1 for no limit";
    private static final String NO_INT_LIMIT = "a whole number from 0 to " + Integer.MAX_VALUE + ", or -1 for no limit";

    static final Key<Retention> RETENTION = new Key<>("retention", Retention::read, "0");
    static final Key<Long> MAX_MSGS = new Key<>("maxMsgs", WholeNumber.between(-1, Long.MAX_VALUE, NO_LIMIT), "100000");
    static final Key<GoDuration> MAX_AGE = new Key<>("maxAge", GoDuration.zeroOrAtLeast(SHORTEST), "72h");
    static final Key<GoDuration> DUPLICATES = new Key<>("duplicates", GoDuration.atLeast(SHORTEST), "60s");

    static final Key<GoDuration> ACK_WAIT = new Key<>("ackWait", GoDuration.atLeast(1), "60s");
    static final Key<Long> MAX_ACK_PENDING = new Key<>(
            "maxAckPending",
            WholeNumber.unlimitedOrAtLeastOne(
                    Integer.MAX_VALUE, "a whole number from 1 to " + Integer.MAX_VALUE + ", or -1 for no limit"),
            "25000");

    static final Key<Long> MAX_VALUE_SIZE =
            new Key<>("maxValueSize", WholeNumber.between(-1, Integer.MAX_VALUE, NO_INT_LIMIT), "0");
    static final Key<Long> HISTORY =
            new Key<>("history", WholeNumber.between(1, 64, "a whole number from 1 to 64"), "1");
    static final Key<GoDuration> OT_TTL = new Key<>("ttl", GoDuration.zeroOrAtLeast(SHORTEST), "3h");
    static final Key<GoDuration> PROC_TTL = new Key<>("ttl", GoDuration.zeroOrAtLeast(SHORTEST), "72h");

    static final Key<Long> MAX_MSG_SIZE =
            new Key<>("maxMsgSize", WholeNumber.between(-1, Integer.MAX_VALUE, NO_INT_LIMIT), "-1");
    static final Key<Storage> STORAGE = new Key<>("storage", Storage::read, "0");
    static final Key<Integer> REPLICAS = new Key<>("replicas", WholeNumber.oneOf(Set.of(1, 3, 5), "1, 3 or 5"), "3");
    static final Key<Long> STREAM_MAX_BYTES = maxBytes("-1");
    static final Key<Long> BUCKET_MAX_BYTES = maxBytes("0");

    static final List<Key<?>> STREAM =
            List.of(RETENTION, MAX_MSGS, MAX_AGE, STREAM_MAX_BYTES, STORAGE, REPLICAS, DUPLICATES, MAX_MSG_SIZE);
    static final List<Key<?>> CONSUMER = List.of(ACK_WAIT, MAX_ACK_PENDING);
    static final List<Key<?>> BUCKET = List.of(MAX_VALUE_SIZE, HISTORY, OT_TTL, BUCKET_MAX_BYTES, STORAGE, REPLICAS);

    private BufferKeys() {}

    private static Key<Long> maxBytes(String fallback) {
        return new Key<>(
                "maxBytes",
                WholeNumber.between(
                        -1,
                        Long.MAX_VALUE,
                        "a whole number of bytes without unit from 0 to " + Long.MAX_VALUE + ", or -1 for no limit"),
                fallback);
    }
}
