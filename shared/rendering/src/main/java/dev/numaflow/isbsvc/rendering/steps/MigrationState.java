package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes that are taken from one encryption to the next, as the live objects show them.
 *
 * @param roll the nodes, and how far the newest template is
 * @param isRolledOut whether the template before is the newest one, too: until then a pod may come back from an earlier one
 * @param disks by ordinal: the claims that exist, also of nodes that there are not, or not yet
 */
public record MigrationState(RollState roll, boolean isRolledOut, Map<Integer, Disk> disks) {

    public MigrationState {
        disks = Map.copyOf(disks);
    }

    /** What becomes of the claim of a node. */
    public enum Disk {
        /** It stays with its pod, and with the next one. */
        KEPT,
        /** It is being deleted, and our finalizer holds it: no pod of its node can be made before that is removed. */
        HELD,
        /** It is being deleted by somebody else: it goes with its pod, and the next one has an empty disk at once. */
        GOING
    }

    /** Reads it from objects of the API server, the StatefulSet read first. */
    public static MigrationState of(Names names, JsonNode statefulSet, List<JsonNode> pods, List<JsonNode> claims) {
        RollState roll = RollState.of(statefulSet, pods);
        Map<Integer, Disk> disks = new TreeMap<>();
        for (int ordinal = 0; ordinal < Bounds.NODES; ordinal++) {
            String name = names.claim(ordinal);
            for (JsonNode claim : claims) {
                if (claim.at("/metadata/name").asText().equals(name)) {
                    disks.put(ordinal, disk(claim));
                }
            }
        }
        return new MigrationState(roll, !Running.isRolling(statefulSet), disks);
    }

    private static Disk disk(JsonNode claim) {
        if (!claim.at("/metadata").hasNonNull("deletionTimestamp")) {
            return Disk.KEPT;
        }
        return isHeld(claim) ? Disk.HELD : Disk.GOING;
    }

    /** Whether our finalizer is on a claim. */
    public static boolean isHeld(JsonNode claim) {
        for (JsonNode finalizer : claim.at("/metadata/finalizers")) {
            if (finalizer.asText().equals(Kinds.CLAIM_FINALIZER)) {
                return true;
            }
        }
        return false;
    }

    boolean isHeld(int ordinal) {
        return disks.get(ordinal) == Disk.HELD;
    }

    boolean isKept(int ordinal) {
        return disks.get(ordinal) == Disk.KEPT;
    }
}
