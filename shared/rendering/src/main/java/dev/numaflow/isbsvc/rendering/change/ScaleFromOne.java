package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a service with one node gets more. A server that stands alone takes no stream along into a cluster, so all nodes begin with
 * empty disks, under the names of a next encryption: at once where there is no stream; otherwise once its user has approved that everything
 * is copied to a second server and restored from there.
 *
 * @param held the change that is held; empty where there is none
 * @param target where the nodes are to be taken; empty where their number stays
 */
record ScaleFromOne(Optional<HeldChange> held, Optional<EncryptionTarget> target) {

    private static final String REASON = "a server that stands alone takes no stream along into a cluster";
    private static final String BACK = "Take the change back";
    private static final String GOES_ON = "It goes on by itself when that has ended; or take the change back";

    /**
     * Decides.
     *
     * @param draft with the number of nodes held, and everything else decided
     * @param encryption what is decided about that: both would replace the disk, and it goes first
     * @param busy what else is changed in steps, and ends first
     */
    static ScaleFromOne of(
            ValidService desired,
            DecisionDraft draft,
            EncryptionChange encryption,
            LiveChildren live,
            ObservedService observed,
            Approvals approvals,
            ClusterQueries cluster,
            Optional<String> busy) {
        Optional<HeldChange> held = draft.held(ChangePolicy.REPLICAS);
        if (held.isEmpty()
                || observed.replicas() != 1
                || live.encryption().isUnderWay()
                || desired.spec().replicasOrDefault() < Running.FEWEST_IN_STEPS) {
            return new ScaleFromOne(held, Optional.empty());
        }
        Asked asked = new Asked(held.get(), desired, live, observed, approvals);
        if (observed.persistence().isEmpty()) {
            return asked.stays(
                    "and without persistence nothing outlives its pod, from which it could be restored", BACK);
        }
        if (encryption.held().isPresent() || encryption.target().isPresent()) {
            return asked.stays(
                    "and the encryption is changed first, which replaces the disk as well",
                    "Decide about that change first; or take this one back");
        }
        if (draft.held(ChangePolicy.PERSISTENCE).isPresent()) {
            return asked.stays("and another volume is asked for", "Decide about that first; or take this one back");
        }
        return busy.map(why -> asked.stays("and " + why, GOES_ON)).orElseGet(() -> asked.decide(cluster.nodes(1)));
    }

    /** A change that is asked for, and what it is decided from. */
    private record Asked(
            HeldChange change, ValidService desired, LiveChildren live, ObservedService observed, Approvals approvals) {

        private ScaleFromOne decide(List<NodeReport> nodes) {
            Optional<String> unfit = EncryptionObstacle.unfit(live, observed, nodes)
                    .or(() -> observed.encryption()
                            .keptConfig(live.configMap())
                            .map(any -> "the servers' configuration has a key that somebody added"));
            if (unfit.isPresent() || observed.encryption().doubt().isPresent()) {
                return stays("and " + unfit.orElse("nobody knows whether its data is encrypted"), GOES_ON);
            }
            if (EncryptionObstacle.streams(nodes).findAny().isEmpty()) {
                return to(Optional.empty(), nothing(nodes), Optional.empty());
            }
            Optional<String> uncopyable = EncryptionObstacle.uncopyable(nodes);
            if (uncopyable.isPresent()) {
                return stays("nor can everything be copied aside: " + uncopyable.get(), BACK);
            }
            return approvals.allow(change.id())
                    ? to(
                            Optional.of(approvals.usedWith(Set.of(change.id()))),
                            Optional.empty(),
                            Optional.of(change.id()))
                    : held("so its streams are copied aside and restored", wayOut());
        }

        /** No stream is lost, which is looked at once more right before the disk goes. */
        private Optional<DataLoss> nothing(List<NodeReport> nodes) {
            return DataLoss.of(desired.owner().uid(), live.encryption().changes() + 1, observed.encrypted(), nodes, 1);
        }

        private String wayOut() {
            return BACK + ", or pause its Pipelines and approve it with the annotation " + Annotations.APPROVE + ": "
                    + change.id() + ", and everything is copied to a second server and restored from there"
                    + (approvals.name(change.id())
                            ? ". This one was used: remove it from the annotation first, and then add it again"
                            : "");
        }

        private ScaleFromOne stays(String why, String wayOut) {
            return held(why, approvals.noHelp(change.id(), wayOut));
        }

        private ScaleFromOne held(String why, String wayOut) {
            return new ScaleFromOne(Optional.of(change.with(REASON + ", " + why, wayOut)), Optional.empty());
        }

        private ScaleFromOne to(Optional<String> approved, Optional<DataLoss> loss, Optional<String> copy) {
            return new ScaleFromOne(
                    Optional.empty(),
                    Optional.of(new EncryptionTarget(
                            observed.encrypted(),
                            approved,
                            Optional.empty(),
                            loss,
                            copy,
                            Optional.of(desired.spec().replicasOrDefault()))));
        }
    }
}
