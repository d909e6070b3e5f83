package dev.numaflow.isbsvc.rendering.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every key of a buffer configuration: its name, its rule, its fallback, and the field of JetStream's configuration that it sets. A new
 * setting is a line here. The limits are those of nats-server.
 */
public final class BufferKeys {

    static final String STREAM = "stream";
    static final String CONSUMER = "consumer";
    static final String OT_BUCKET = "otBucket";
    static final String PROC_BUCKET = "procBucket";

    private static final long SHORTEST = 100_000_000;
    private static final Rule<Long> INT_OR_NONE = upTo(Integer.MAX_VALUE, "a whole number");
    private static final Rule<Long> LONG_OR_NONE = upTo(Long.MAX_VALUE, "a whole number");
    private static final Rule<Long> BYTES = upTo(Long.MAX_VALUE, "a whole number of bytes without unit");
    private static final Rule<Long> AT_LEAST_ONE = WholeNumber.unlimitedOrAtLeastOne(
            Integer.MAX_VALUE, "a whole number from 1 to " + Integer.MAX_VALUE + ", or -1 for no limit");
    private static final Rule<GoDuration> AGE = GoDuration.zeroOrAtLeast(SHORTEST);

    public static final Key<Retention> RETENTION =
            new Key<>("retention", Choice.of(Retention.values()), "0", "retention");
    public static final Key<Storage> STORAGE = new Key<>("storage", Choice.of(Storage.values()), "0", "storage");
    public static final Key<Integer> REPLICAS =
            new Key<>("replicas", WholeNumber.oneOf(Set.of(1, 3, 5), "1, 3 or 5"), "3", "num_replicas");
    public static final Key<GoDuration> TTL = new Key<>("ttl", AGE, "3h", "max_age");
    static final Key<Long> MAX_MSGS = new Key<>("maxMsgs", LONG_OR_NONE, "100000", "max_msgs");
    static final Key<GoDuration> MAX_AGE = new Key<>("maxAge", AGE, "72h", "max_age");
    static final Key<GoDuration> DUPLICATES =
            new Key<>("duplicates", GoDuration.atLeast(SHORTEST), "60s", "duplicate_window");

    /** The keys of each section, in the order of messages. */
    static final Map<String, List<Key<?>>> SECTIONS = sections();

    private BufferKeys() {}

    /** The fallbacks of a bucket for offset timelines. */
    public static Values bucket() {
        return Values.of(SECTIONS.get(OT_BUCKET), Key::fallbackValue);
    }

    private static Map<String, List<Key<?>>> sections() {
        Map<String, List<Key<?>>> sections = new LinkedHashMap<>();
        sections.put(
                STREAM,
                List.of(
                        RETENTION,
                        MAX_MSGS,
                        MAX_AGE,
                        new Key<>("maxBytes", BYTES, "-1", "max_bytes"),
                        STORAGE,
                        REPLICAS,
                        DUPLICATES,
                        // Numaflow up to 1.8 does not know it.
                        new Key<>("maxMsgSize", INT_OR_NONE, "-1", "max_msg_size", false)));
        sections.put(
                CONSUMER,
                List.of(
                        new Key<>("ackWait", GoDuration.atLeast(1), "60s", "ack_wait"),
                        new Key<>("maxAckPending", AT_LEAST_ONE, "25000", "max_ack_pending")));
        sections.put(OT_BUCKET, bucket(TTL));
        sections.put(PROC_BUCKET, bucket(new Key<>("ttl", AGE, "72h", "max_age")));
        return Collections.unmodifiableMap(sections);
    }

    private static List<Key<?>> bucket(Key<GoDuration> ttl) {
        return List.of(
                new Key<>("maxValueSize", INT_OR_NONE, "0", "max_msg_size"),
                new Key<>(
                        "history",
                        WholeNumber.between(1, 64, "a whole number from 1 to 64"),
                        "1",
                        "max_msgs_per_subject"),
                ttl,
                new Key<>("maxBytes", BYTES, "0", "max_bytes"),
                STORAGE,
                REPLICAS);
    }

    private static Rule<Long> upTo(long most, String what) {
        return WholeNumber.between(-1, most, what + " from 0 to " + most + ", or -1 for no limit");
    }
}
