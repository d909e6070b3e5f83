package dev.numaflow.isbsvc.rendering.servers;

import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a complete copy lists, in short: recorded before the disk goes, so that a copy that was emptied, made anew or not read completely by its
 * server is not taken for all that there was. Messages that grow old meanwhile change nothing of it.
 */
public final class CopiedInventory {

    private CopiedInventory() {}

    /** The same text for the same streams, each with its durable consumers and the sequence of its last message. */
    public static String of(Map<String, StoredStream> copies) {
        String all = new TreeMap<>(copies)
                .values().stream()
                        .map(stream ->
                                stream.name() + " " + stream.state().last().sequence() + " "
                                        + String.join(",", stream.consumers().keySet()))
                        .collect(Collectors.joining("\n"));
        int consumers = copies.values().stream()
                .mapToInt(stream -> stream.consumers().size())
                .sum();
        return "streams=" + copies.size() + ",consumers=" + consumers + ",digest=" + Digest.sha256(all);
    }
}
