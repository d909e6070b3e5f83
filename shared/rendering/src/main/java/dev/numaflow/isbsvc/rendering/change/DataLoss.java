package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is lost where the disks of a service are emptied although no other node has what they store, and the id by which its user says that
 * it may go. The id changes with the streams, with what is asked for, and with each such change: nobody approves more than was read.
 *
 * @param approval the id, which no other change has the form of
 * @param streams those that lose what they store: those with messages of vertices first, then buckets, each sorted
 * @param messages that they store
 * @param unread those of them that no vertex has read; nobody reads a bucket like that
 */
public record DataLoss(String approval, List<String> streams, long messages, long unread) {

    private static final String PREFIX = "lose-data-";
    private static final int ID_LENGTH = 8;
    private static final int MOST_SHOWN = 3;
    private static final long FEW = 1000;
    private static final int TIMES = 10;

    public DataLoss {
        streams = List.copyOf(streams);
    }

    /**
     * What is lost by the next change of encryption.
     *
     * @param uid of the service
     * @param change the number of the change, counted from the creation of the service
     * @param encrypted whether data is encrypted after it
     * @param nodes the reports of all nodes
     * @return empty where more would be lost than what streams store, or not all nodes have answered
     */
    public static Optional<DataLoss> of(
            String uid, int change, boolean encrypted, List<NodeReport> nodes, int replicas) {
        if (nodes.size() < replicas || (replicas > 1 && nodes.stream().anyMatch(DataLoss::losesPositions))) {
            return Optional.empty();
        }
        TreeMap<String, StreamReport> lost = new TreeMap<>();
        EncryptionObstacle.streams(nodes)
                .filter(stream -> replicas == 1 || stream.replicas() < Running.FEWEST_IN_STEPS)
                .forEach(stream -> lost.merge(stream.name(), stream, StreamReport::and));
        List<String> names = lost.keySet().stream()
                .sorted(Comparator.comparing(BufferNames::isBucket).thenComparing(Comparator.naturalOrder()))
                .toList();
        return Optional.of(new DataLoss(
                PREFIX + id(uid, change, encrypted, names),
                names,
                lost.values().stream().mapToLong(StreamReport::messages).sum(),
                lost.values().stream()
                        .filter(stream -> !BufferNames.isBucket(stream.name()))
                        .mapToLong(StreamReport::unread)
                        .sum()));
    }

    /** What is recorded where the only node gets an empty disk, and no stream is lost by that: its user is not asked. */
    public static String ofNothing(String uid, int change, boolean encrypted) {
        return PREFIX + id(uid, change, encrypted, List.of());
    }

    /** Whether no stream is lost. */
    public boolean isOfNothing() {
        return streams.isEmpty();
    }

    /** Whether a durable consumer may be lost although its stream stays: its messages would be delivered a second time. */
    private static boolean losesPositions(NodeReport node) {
        return node.streams().stream()
                .filter(stream -> stream.replicas() >= Running.FEWEST_IN_STEPS)
                .anyMatch(stream ->
                        stream.durables().anyMatch(consumer -> stream.replicas(consumer) < Running.FEWEST_IN_STEPS));
    }

    /** Names of streams contain neither spaces nor line ends, so no two lists of them make one text. */
    private static String id(String uid, int change, boolean encrypted, List<String> streams) {
        return Digest.sha256(uid + "\n" + change + "\n" + encrypted + "\n" + String.join("\n", streams))
                .substring(0, ID_LENGTH);
    }

    /** What is lost, in words for users, in letters that nobody overlooks. */
    public String message() {
        if (streams.isEmpty()) {
            return "the node gets an empty disk, because there is no stream";
        }
        return "ALL MESSAGES OF " + (streams.size() == 1 ? "1 STREAM" : streams.size() + " STREAMS") + " ARE LOST ("
                + Shown.list(streams, MOST_SHOWN) + "): " + count(messages) + " messages, " + count(unread)
                + " of them unread, and whatever is written until then";
    }

    /** How it is approved, and what follows. */
    String wayOut() {
        return "if the data may go, approve that with the annotation " + Annotations.APPROVE + ": " + approval
                + ", and "
                + message()
                + ". Each node gets an empty disk, and buffers are created again; restart the pods of the vertices after it, which may skip"
                + " new messages until then";
    }

    /** While vertices read and write, an exact number would be another state each time that somebody looks. */
    private static String count(long number) {
        if (number < FEW) {
            return "fewer than " + FEW;
        }
        long bound = FEW;
        while (number / TIMES >= bound) {
            bound *= TIMES;
        }
        return bound + " or more";
    }
}
