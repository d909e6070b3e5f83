package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StoredConsumer;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why the nodes of a service cannot be taken to another encryption one by one, in words for users. */
final class EncryptionObstacle {

    private static final int MOST_SHOWN = 3;

    private EncryptionObstacle() {}

    /** Whether no node can be away without taking the service along. */
    static boolean isSmall(ObservedService observed) {
        return observed.replicas() < Running.FEWEST_IN_STEPS;
    }

    /** What keeps the nodes from being taken there one by one without a loss. */
    static Optional<String> of(LiveChildren live, ObservedService observed, List<NodeReport> nodes) {
        if (isSmall(observed)) {
            return Optional.of("with " + observed.replicas() + (observed.replicas() == 1 ? " node" : " nodes")
                    + " no majority keeps what is stored while one is without its disk");
        }
        return unfit(live, observed, nodes).or(() -> few(nodes));
    }

    /** What keeps the nodes from being taken there at all. */
    static Optional<String> unfit(LiveChildren live, ObservedService observed, List<NodeReport> nodes) {
        if (!Running.arePodsOurs(live.statefulSet())) {
            return Optional.of(
                    "its pods are those that Numaflow's controller made, and have to be replaced first by any other change");
        }
        if (live.encryption().isUnderWay()) {
            return Optional.of(
                    "another change of encryption is under way, and ends first: half of it is no state to stay in");
        }
        return nodes.size() < observed.replicas()
                ? Optional.of("only " + nodes.size() + " of " + observed.replicas()
                        + " nodes answer, so nobody knows what is stored")
                : Optional.empty();
    }

    /** What the only node has that cannot be copied aside while it gets another disk. */
    static Optional<String> uncopyable(List<NodeReport> nodes) {
        List<String> uncopyable = streams(nodes)
                .flatMap(stream -> uncopyable(stream).map(why -> "stream " + stream.name() + " " + why).stream())
                .distinct()
                .sorted()
                .toList();
        return uncopyable.isEmpty() ? Optional.empty() : Optional.of(Shown.list(uncopyable, MOST_SHOWN));
    }

    private static Optional<String> uncopyable(StreamReport stream) {
        return StoredStream.uncopyable(stream.config()).or(() -> stream.durables()
                .flatMap(consumer -> StoredConsumer.uncopyable(consumer.name(), consumer.config()).stream())
                .findFirst());
    }

    /** What a node may have of which no majority stays. */
    private static Optional<String> few(List<NodeReport> nodes) {
        List<String> few = Stream.concat(
                        streams(nodes)
                                .filter(stream -> stream.replicas() < Running.FEWEST_IN_STEPS)
                                .map(stream -> "stream " + stream.name() + " has " + copies(stream.replicas())),
                        streams(nodes).flatMap(stream -> stream.durables()
                                .filter(consumer -> stream.replicas() >= Running.FEWEST_IN_STEPS
                                        && stream.replicas(consumer) < Running.FEWEST_IN_STEPS)
                                .map(consumer -> "consumer " + consumer.name() + " of stream " + stream.name() + " has "
                                        + copies(stream.replicas(consumer)))))
                .distinct()
                .sorted()
                .toList();
        return few.isEmpty() ? Optional.empty() : Optional.of(Shown.list(few, MOST_SHOWN));
    }

    /** What all nodes report, each stream as often as it has copies. */
    static Stream<StreamReport> streams(List<NodeReport> nodes) {
        return nodes.stream().flatMap(node -> node.streams().stream());
    }

    private static String copies(int replicas) {
        return replicas == 1 ? "1 copy" : replicas + " copies";
    }
}
