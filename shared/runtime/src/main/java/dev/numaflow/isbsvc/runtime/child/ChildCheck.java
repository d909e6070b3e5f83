package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Judges whether a child is there as it should be, so that {@link ChildApplier} would write nothing. */
public final class ChildCheck {
    private final ClusterView objects;

    public ChildCheck(ClusterView objects) {
        this.objects = objects;
    }

    public boolean isInPlace(HasMetadata child) {
        ObjectNode wanted = Trees.of(child);
        return objects.get(ObjectRef.of(wanted))
                .filter(live -> ChildMerge.foreignOwner(wanted, live).isEmpty())
                .filter(live -> ChildMerge.isNewer(live, wanted)
                        || Comparison.firstDifference(ChildMerge.withLivePartition(wanted, live), live)
                                .isEmpty())
                .isPresent();
    }
}
