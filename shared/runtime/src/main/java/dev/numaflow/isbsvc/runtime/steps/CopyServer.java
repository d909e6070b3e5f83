package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.CopyChildren;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.DataCopy;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * Makes and removes the server that holds a copy of the data of a service. It runs the images of the servers, is reached under a Service of its
 * own with the same credentials, and is nobody's node. Nothing of it is changed while it is there.
 */
final class CopyServer {

    private final ClusterWriter cluster;
    private final ChildApplier applier;
    private final DataCopy copies;

    CopyServer(ClusterWriter cluster, ChildApplier applier) {
        this.cluster = cluster;
        this.applier = applier;
        this.copies = new DataCopy(cluster);
    }

    Optional<JsonNode> claim(Names names) {
        return copies.claim(names);
    }

    /** Whether its StatefulSet is there; one that goes is waited for by whoever makes another. */
    boolean isMade(Names names) {
        return copies.server(names).isPresent();
    }

    /** Whether an earlier one is not gone yet. */
    boolean isGoing(Names names) {
        return copies.isGoing(names);
    }

    boolean isOnlyPlace(Names names, JsonNode claim) {
        return copies.isOnlyPlace(names, claim);
    }

    /**
     * Makes it; again on the same volume, where that is there.
     *
     * @param from the claim that is copied; not asked for where there is a volume
     */
    boolean make(Plan plan, JsonNode statefulSet, Optional<JsonNode> from) {
        ValidService newest = plan.effective();
        Optional<JsonNode> claim = claim(newest.names());
        Optional<String> uid = claim.map(there -> ObjectMetas.annotation(there, Annotations.COPIED_FROM))
                .or(() -> from.map(ObjectMetas::uid));
        if (uid.isEmpty()) {
            return false;
        }
        ValidService copy = claim.map(there -> CopyChildren.service(newest, there))
                .orElseGet(() -> CopyChildren.service(newest, plan.running().encryption()));
        for (HasMetadata child : CopyChildren.of(copy, uid.get(), statefulSet)) {
            if (applier.apply(child).asDesired().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Removes everything of it, the volume last. */
    boolean remove(LiveService service) {
        for (JsonNode object : copies.objects(service)) {
            WriteResult deleted = cluster.delete(object);
            if (!(deleted instanceof WriteResult.Done) && !(deleted instanceof WriteResult.NotFound)) {
                return false;
            }
        }
        return true;
    }
}
