package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about a change of encryption, or of the key: it is carried out node by node where a majority keeps every message meanwhile. A
 * change of encryption needs an approval, unless there is no stream; a change of the key is asked for by itself. Where no majority keeps
 * everything, it is held until its user gives up what is lost by it; with one node also until its user has it copied aside.
 *
 * @param held the change that is held; empty where there is none
 * @param target where the nodes are to be taken; empty where they stay as they are
 */
record EncryptionChange(Optional<HeldChange> held, Optional<EncryptionTarget> target) {

    static final String KEY = "metadata.annotations[" + Annotations.ROTATE_KEY + "]";

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
        Asked change = new Asked(asked.get(), held.isPresent(), desired, live, observed, requests);
        if (busy.isPresent()) {
            return change.after(busy.get());
        }
        List<NodeReport> nodes = EncryptionObstacle.isSmall(observed) && !mayBeEmptied(observed)
                ? List.of()
                : cluster.nodes(observed.replicas());
        return EncryptionObstacle.of(live, observed, nodes)
                .map(obstacle -> change.givingUp(obstacle, nodes))
                .orElseGet(() -> change.keeping(nodes));
    }

    /**
     * A change that is asked for, and what it is decided from.
     *
     * @param isToggle whether it is one of encryption, and not of the key
     */
    private record Asked(
            HeldChange change,
            boolean isToggle,
            ValidService desired,
            LiveChildren live,
            ObservedService observed,
            Requests requests) {

        /** It waits for what else is changed in steps. */
        private EncryptionChange after(String busy) {
            return isToggle && EncryptionObstacle.isSmall(observed)
                    ? held(change)
                    : held(change.with(
                            change.reason() + "; it is carried out node by node, and " + busy,
                            "It goes on when that has ended, approved if it has to be; or take the change back"));
        }

        /** Nothing is lost by it. */
        private EncryptionChange keeping(List<NodeReport> nodes) {
            boolean isApproved = requests.approvals().allow(change.id());
            return isToggle
                            && !isApproved
                            && EncryptionObstacle.streams(nodes).findAny().isPresent()
                    ? held(approvable(change))
                    : carriedOut(Optional.of(change.id()).filter(id -> isApproved), Optional.empty());
        }

        /** Something would be lost by it: only where the user gives that up, or there is no stream on the only node. */
        private EncryptionChange givingUp(String obstacle, List<NodeReport> nodes) {
            Optional<DataLoss> loss = loss(nodes);
            if (loss.isEmpty()) {
                return held(
                        isToggle && EncryptionObstacle.isSmall(observed)
                                ? change
                                : blocked(change, obstacle, isToggle));
            }
            boolean isAlone = observed.replicas() == 1;
            if (isAlone && loss.get().isOfNothing()) {
                return carriedOut(Optional.empty(), loss);
            }
            Optional<String> uncopyable = isAlone ? EncryptionObstacle.uncopyable(nodes) : Optional.empty();
            boolean isCopied = isAlone && uncopyable.isEmpty();
            if (isCopied && requests.approvals().allow(change.id())) {
                return copying();
            }
            String id = loss.get().approval();
            return requests.approvals().allow(id)
                    ? carriedOut(Optional.of(id), loss)
                    : held(change.with(
                            change.reason() + "; it is carried out node by node, and " + obstacle
                                    + uncopyable
                                            .map(why -> ", nor can everything be copied aside: " + why)
                                            .orElse(""),
                            BACK + (isCopied ? copied() : "") + loss.get().wayOut() + used(id)));
        }

        /** Nothing is lost by it either. */
        private String copied() {
            return "pause its Pipelines and approve it with the annotation " + Annotations.APPROVE + ": " + change.id()
                    + ", and everything is copied to a second server and restored from there" + used(change.id())
                    + "; or, ";
        }

        private EncryptionChange copying() {
            return new EncryptionChange(
                    Optional.empty(),
                    Optional.of(new EncryptionTarget(
                            desired.spec().encrypted(),
                            Optional.of(requests.approvals().usedWith(Set.of(change.id()))),
                            rotatedKey(),
                            Optional.empty(),
                            Optional.of(change.id()))));
        }

        /** Each approval is good once, also for a change that was taken back. */
        private String used(String id) {
            return requests.approvals().name(id)
                    ? ". This one was used: remove it from the annotation first, and then add it again"
                    : "";
        }

        private Optional<DataLoss> loss(List<NodeReport> nodes) {
            return mayBeEmptied(observed)
                            && EncryptionObstacle.unfit(live, observed, nodes).isEmpty()
                    ? DataLoss.of(
                            desired.owner().uid(),
                            live.encryption().changes() + 1,
                            desired.spec().encrypted(),
                            nodes,
                            observed.replicas())
                    : Optional.empty();
        }

        private EncryptionChange carriedOut(Optional<String> approved, Optional<DataLoss> loss) {
            return new EncryptionChange(
                    Optional.empty(),
                    Optional.of(new EncryptionTarget(
                            desired.spec().encrypted(),
                            approved.map(id -> requests.approvals().usedWith(Set.of(id))),
                            rotatedKey(),
                            loss,
                            Optional.empty())));
        }

        private Optional<String> rotatedKey() {
            return Requests.recorded(requests.rotateKey())
                    .filter(value -> desired.spec().encrypted());
        }
    }

    private static EncryptionChange held(HeldChange change) {
        return new EncryptionChange(Optional.of(change), Optional.empty());
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

    /** Disks that go with their pods are deleted by nobody, and two nodes elect no leader while one of them is away. */
    private static boolean mayBeEmptied(ObservedService observed) {
        return observed.persistence().isPresent() && observed.replicas() != 2;
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
