package dev.numaflow.isbsvc.rendering.servers;

import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What a complete copy lists, in short: recorded before the disk goes, so that a copy that was emptied, made anew, damaged or not read completely
 * by its server is not taken for all that there was. Messages that grow old meanwhile change nothing of it: the first ones go, and leave no gap.
 */
public final class CopiedInventory {

    private CopiedInventory() {}

    /**
     * The same text for the same streams, each with its durable consumers and the sequence of its last message; and with everything that it
     * stores, and the positions of its consumers, where none of its messages goes by itself: nobody writes to a copy, or reads from it.
     */
    public static String of(Map<String, StoredStream> copies) {
        List<StoredStream> streams = List.copyOf(new TreeMap<>(copies).values());
        List<StoredStream> lasting =
                streams.stream().filter(CopiedInventory::isLasting).toList();
        return "streams=" + streams.size()
                + ",consumers="
                + sum(streams, stream -> stream.consumers().size())
                + ",messages=" + sum(lasting, stream -> stream.state().messages())
                + ",bytes=" + sum(lasting, stream -> stream.state().bytes())
                + ",delivered="
                + positions(lasting, consumer -> consumer.delivered().stream())
                + ",acknowledged="
                + positions(lasting, consumer -> consumer.acknowledged().stream())
                + ",digest="
                + Digest.sha256(streams.stream().map(CopiedInventory::line).collect(Collectors.joining("\n")));
    }

    /** Names have no spaces, so no two streams have the same line. */
    private static String line(StoredStream stream) {
        State state = stream.state();
        String names = stream.name() + " " + state.last().sequence() + " "
                + String.join(",", stream.consumers().keySet());
        return isLasting(stream)
                ? names + " " + state.messages() + " " + state.bytes() + " "
                        + state.first().sequence() + " " + state.deleted() + " "
                        + stream.consumers().values().stream()
                                .map(consumer ->
                                        position(consumer.delivered()) + "/" + position(consumer.acknowledged()))
                                .collect(Collectors.joining(","))
                : names + (hasNoGapEver(stream) ? " whole" : "");
    }

    private static String position(StoredConsumer.Position position) {
        return position.consumer() + "-" + position.stream();
    }

    private static boolean isLasting(StoredStream stream) {
        return stream.config().path("max_age").asLong() <= 0 && !hasTimes(stream);
    }

    /** The oldest messages go first, and a gap would be a loss. */
    private static boolean hasNoGapEver(StoredStream stream) {
        return stream.state().deleted() == 0 && !hasTimes(stream);
    }

    /** Whether each message may go at a time of its own. */
    private static boolean hasTimes(StoredStream stream) {
        return stream.config().path("allow_msg_ttl").asBoolean();
    }

    private static long positions(List<StoredStream> streams, ToLongFunction<StoredConsumer> position) {
        return sum(streams, stream -> stream.consumers().values().stream()
                .mapToLong(position)
                .sum());
    }

    private static long sum(List<StoredStream> streams, ToLongFunction<StoredStream> number) {
        return streams.stream().mapToLong(number).sum();
    }
}
