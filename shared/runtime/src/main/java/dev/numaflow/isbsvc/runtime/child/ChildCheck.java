package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

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
                .filter(live -> ChildMerge.isNewer(live, wanted) || isAsItCanBe(wanted, live))
                .isPresent();
    }

    /** What somebody changes back each time it is written, if that was found out. */
    public Optional<Difference> notKept(HasMetadata child) {
        ObjectNode wanted = Trees.of(child);
        return objects.get(ObjectRef.of(wanted))
                .filter(live -> isAsItCanBe(wanted, live))
                .flatMap(live -> differences(wanted, live).stream().findFirst());
    }

    /** As it is rendered, but for what was found out not to stay so. */
    private static boolean isAsItCanBe(ObjectNode wanted, JsonNode live) {
        List<Difference> differences = differences(wanted, live);
        return differences.isEmpty() || NotKept.explains(live, ChildMerge.withLivePartition(wanted, live), differences);
    }

    private static List<Difference> differences(ObjectNode wanted, JsonNode live) {
        return Comparison.differences(ChildMerge.withLivePartition(wanted, live), live);
    }
}
