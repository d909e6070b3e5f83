package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;

/** Our finalizer on a claim that is deleted with its node: no pod of the node is made before it is removed. */
public final class ClaimFinalizer {

    private final ObjectEdit edit;

    public ClaimFinalizer(ClusterWriter cluster) {
        this.edit = new ObjectEdit(cluster);
    }

    /** Whether a claim has it. */
    public static boolean isOn(JsonNode claim) {
        return ObjectMetas.hasFinalizer(claim, Kinds.CLAIM_FINALIZER);
    }

    /** The claim with it. The API server takes no finalizer on a claim that is being deleted. */
    public static JsonNode with(JsonNode claim) {
        ObjectNode held = claim.deepCopy();
        if (!isOn(claim)) {
            held.withObject("metadata").withArray("finalizers").add(Kinds.CLAIM_FINALIZER);
        }
        return held;
    }

    /** Lets the claim go. */
    public void remove(JsonNode claim) {
        edit.write(claim, live -> !isOn(live), live -> {
            ObjectNode released = live.deepCopy();
            released.withObject("metadata").withArray("finalizers").removeIf(each -> each.asText()
                    .equals(Kinds.CLAIM_FINALIZER));
            return released;
        });
    }
}
