package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Collection;

/**
 * The number of streams, and of their stored and unread messages, reported for a deletion.
 *
 * @param streams without the buckets, which hold the progress of buffers and no messages
 */
public record StreamTotals(int streams, int buckets, long messages, long unread) {

    public static final StreamTotals NONE = new StreamTotals(0, 0, 0, 0);

    /** The totals of one stream or bucket. */
    public static StreamTotals of(StreamReport stream) {
        return Unwanted.isBucket(stream.name())
                ? new StreamTotals(0, 1, 0, 0)
                : new StreamTotals(1, 0, stream.messages(), stream.unread());
    }

    public static StreamTotals of(Collection<StreamReport> streams) {
        return streams.stream().map(StreamTotals::of).reduce(NONE, StreamTotals::plus);
    }

    public StreamTotals plus(StreamTotals other) {
        return new StreamTotals(
                streams + other.streams, buckets + other.buckets, messages + other.messages, unread + other.unread);
    }

    /** Streams and buckets together. */
    public int all() {
        return streams + buckets;
    }

    @Override
    public String toString() {
        return counted(streams, "stream") + " with " + counted(messages, "message") + ", " + unread + " of them unread"
                + (buckets == 0 ? "" : ", and " + counted(buckets, "bucket"));
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
