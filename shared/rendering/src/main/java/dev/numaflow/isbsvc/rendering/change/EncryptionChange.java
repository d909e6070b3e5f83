package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides about a change of encryption, or of the key: it is carried out node by node where a majority keeps every message meanwhile, and
 * held otherwise. A change of encryption needs an approval, unless there is no stream; a change of the key is asked for by itself.
 *
 * @param held the change that is held; empty where there is none
 * @param target where the nodes are to be taken; empty where they stay as they are
 */
record EncryptionChange(Optional<HeldChange> held, Optional<EncryptionTarget> target) {

    private static final String KEY = "metadata.annotations[" + Annotations.ROTATE_KEY + "]";
    private static final int MOST_SHOWN = 3;

    private static final String NEEDS = "every stream and durable consumer needs three copies";
    private static final String BACK = "Take the change back, or ";

    /**
     * What is asked for, beside the spec.
     *
     * @param approvals of held changes
     * @param rotateKey the value of the annotation; empty where there is none
     */
    record Requests(Approvals approvals, String rotateKey) {

        /** What is recorded of the value; empty where there is none. */
        static Optional<String> recorded(String rotateKey) {
            return Optional.of(rotateKey).filter(value -> !value.isEmpty()).map(Digest::sha256);
        }
    }

    /**
     * Decides.
     *
     * @param held the change of encryption, as the rule of the field holds it; empty where none is asked for
     * @param busy what else is changed in steps, and ends first; empty where nothing is
     */
    static EncryptionChange of(
            ValidService desired,
            Optional<HeldChange> held,
            LiveChildren live,
            ObservedService observed,
            Requests requests,
            ClusterQueries cluster,
            Optional<String> busy) {
        Optional<String> rotatedKey = Requests.recorded(requests.rotateKey());
        Optional<HeldChange> asked = held.or(() -> rotatedKey
                .filter(value -> isRotationDue(value, live, observed))
                .map(value -> rotation(desired, value)));
        if (asked.isEmpty()
                || observed.encryption().doubt().isPresent()
                || observed.encryption().addedKey().isPresent()) {
            return new EncryptionChange(asked, Optional.empty());
        }
        HeldChange change = asked.get();
        List<NodeReport> nodes = isSmall(observed) ? List.of() : cluster.nodes(observed.replicas());
        if (held.isPresent() && isSmall(observed)) {
            return new EncryptionChange(held, Optional.empty());
        }
        if (busy.isPresent()) {
            return new EncryptionChange(
                    Optional.of(change.with(
                            change.reason() + "; it is carried out node by node, and " + busy.get(),
                            "It goes on when that has ended, approved if it has to be; or take the change back")),
                    Optional.empty());
        }
        Optional<String> obstacle = obstacle(live, observed, nodes);
        if (obstacle.isPresent()) {
            return new EncryptionChange(
                    Optional.of(blocked(change, obstacle.get(), held.isPresent())), Optional.empty());
        }
        boolean isApproved = requests.approvals().allow(change.id());
        if (held.isPresent() && !isApproved && streams(nodes).findAny().isPresent()) {
            return new EncryptionChange(Optional.of(approvable(change)), Optional.empty());
        }
        return new EncryptionChange(
                Optional.empty(),
                Optional.of(new EncryptionTarget(
                        desired.spec().encrypted(),
                        Optional.of(change.id()).filter(id -> isApproved).map(id -> requests.approvals()
                                .usedWith(Set.of(id))),
                        rotatedKey.filter(value -> desired.spec().encrypted()))));
    }

    private static boolean isRotationDue(String value, LiveChildren live, ObservedService observed) {
        return observed.encrypted()
                && !value.equals(live.statefulSet()
                        .at("/metadata/annotations")
                        .path(Annotations.ROTATED_KEY)
                        .asText());
    }

    private static HeldChange rotation(ValidService desired, String value) {
        return new HeldChange(
                HeldChange.id(desired, KEY, value),
                KEY,
                "the key that it has",
                "another key",
                Effect.STEPS,
                "a key is replaced node by node",
                "Remove the annotation");
    }

    private static boolean isSmall(ObservedService observed) {
        return observed.replicas() < Running.FEWEST_IN_STEPS;
    }

    /** What keeps the nodes from being taken there one by one. */
    private static Optional<String> obstacle(LiveChildren live, ObservedService observed, List<NodeReport> nodes) {
        if (isSmall(observed)) {
            return Optional.of("with " + observed.replicas() + (observed.replicas() == 1 ? " node" : " nodes")
                    + " no majority keeps what is stored while one is without its disk");
        }
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
                : few(nodes);
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

    private static Stream<StreamReport> streams(List<NodeReport> nodes) {
        return nodes.stream().flatMap(node -> node.streams().stream());
    }

    private static String copies(int replicas) {
        return replicas == 1 ? "1 copy" : replicas + " copies";
    }

    private static HeldChange blocked(HeldChange change, String obstacle, boolean isToggle) {
        return change.with(
                change.reason() + "; it is carried out node by node, and " + obstacle,
                isToggle ? change.wayOut() : change.wayOut() + ", or wait: it goes on by itself; " + NEEDS);
    }

    private static HeldChange approvable(HeldChange change) {
        return change.with(
                change.reason(),
                BACK + "approve it with the annotation " + Annotations.APPROVE + ": " + change.id()
                        + ", and nothing is lost: node by node, each disk is replaced by an empty one that copies everything from the"
                        + " other nodes; " + NEEDS);
    }
}
