package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import java.util.Optional;

/** The claims of nodes whose encryption is changed: each records what its disk has, and goes before its node does. */
final class MigratedDisks {

    private final ClusterWriter cluster;
    private final ObjectEdit edit;
    private final ClaimFinalizer finalizer;

    MigratedDisks(ClusterWriter cluster) {
        this.cluster = cluster;
        this.edit = new ObjectEdit(cluster);
        this.finalizer = new ClaimFinalizer(cluster);
    }

    /**
     * Records the newest names on the claims of complete nodes: they count where the StatefulSet is lost.
     *
     * @param from the lowest ordinal
     * @return whether each of them has a claim
     */
    boolean record(MigrationView seen, int from) {
        String number = Integer.toString(seen.names().encryption());
        for (int ordinal = from; ordinal < seen.nodes(); ordinal++) {
            Optional<JsonNode> claim = seen.claim(ordinal);
            if (claim.isEmpty()) {
                return false;
            }
            edit.write(
                    claim.get(),
                    live -> ObjectMetas.annotation(live, Annotations.ENCRYPTION_SUFFIX)
                            .equals(number),
                    live -> ObjectMetas.annotated(live, Annotations.ENCRYPTION_SUFFIX, number));
        }
        return true;
    }

    /**
     * Deletes the claim of a node, held by our finalizer. It stays until its pod has ended and it is let go, and never comes back.
     *
     * @return whether it goes so; false where somebody else wrote it, or deletes it
     */
    boolean delete(MigrationView seen, int ordinal) {
        JsonNode claim = seen.claim(ordinal).orElse(null);
        if (claim == null || ObjectMetas.isDeleting(claim)) {
            return claim != null && ClaimFinalizer.isOn(claim);
        }
        return cluster.replace(ClaimFinalizer.with(claim)) instanceof WriteResult.Done held
                && cluster.delete(held.object()) instanceof WriteResult.Done;
    }

    /**
     * Records that a node keeps its disk after all. A run that has stalled since it decided otherwise deletes the claim as it was then, and
     * conflicts with this: so it is written before anything that lets somebody write to the node.
     *
     * @return false where the claim is gone
     */
    boolean keep(JsonNode claim) {
        return edit.write(
                        claim,
                        live -> false,
                        live -> ObjectMetas.annotated(live, Annotations.DISK_KEPT, Integer.toString(1 + kept(live))))
                .isPresent();
    }

    private static int kept(JsonNode claim) {
        String number = ObjectMetas.annotation(claim, Annotations.DISK_KEPT);
        return number.matches("[0-9]{1,8}") ? Integer.parseInt(number) : 0;
    }

    /** Lets the claim of a node go. */
    boolean release(MigrationView seen, int ordinal) {
        seen.claim(ordinal).filter(ClaimFinalizer::isOn).ifPresent(finalizer::remove);
        return true;
    }
}
