package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides whether a child is in its desired state, so that {@link ChildApplier} would write nothing. */
public final class ChildCheck {
    private final ClusterView objects;

    public ChildCheck(ClusterView objects) {
        this.objects = objects;
    }

    public boolean isInPlace(HasMetadata child) {
        return isInPlace(child, true);
    }

    /** @param marksCount whether it must also be marked as rendered from the current generation */
    public boolean isInPlace(HasMetadata child, boolean marksCount) {
        ObjectNode wanted = ObjectMetas.of(child);
        return objects.get(ObjectRef.of(wanted))
                .filter(live -> ChildMerge.foreignOwner(wanted, live).isEmpty())
                .filter(live -> ChildMerge.isNewer(live, wanted)
                        || isAsItCanBe(wanted, live)
                        || (!marksCount && differences(wanted, live).stream().allMatch(ChildCheck::isOfTheMarks)))
                .isPresent();
    }

    /** Whether the live one is marked as rendered from a newer generation, or by a newer release: then it is not written. */
    public boolean isNewer(HasMetadata child) {
        ObjectNode wanted = ObjectMetas.of(child);
        return objects.get(ObjectRef.of(wanted))
                .filter(live -> ChildMerge.isNewer(live, wanted))
                .isPresent();
    }

    private static boolean isOfTheMarks(Difference difference) {
        return Stream.of(Annotations.GENERATION, Annotations.RENDERED_FROM)
                .anyMatch(mark -> difference.path().equals("metadata.annotations[" + mark + "]"));
    }

    /** What another writer changes back each time it is written, where that is recorded. */
    public Optional<Difference> notKept(HasMetadata child) {
        ObjectNode wanted = ObjectMetas.of(child);
        return objects.get(ObjectRef.of(wanted))
                .filter(live -> isAsItCanBe(wanted, live))
                .flatMap(live -> differences(wanted, live).stream().findFirst());
    }

    /** As rendered, except for what is recorded as not kept. */
    private static boolean isAsItCanBe(ObjectNode wanted, JsonNode live) {
        List<Difference> differences = differences(wanted, live);
        return differences.isEmpty() || NotKept.explains(live, ChildMerge.withLivePartition(wanted, live), differences);
    }

    private static List<Difference> differences(ObjectNode wanted, JsonNode live) {
        return Comparison.differences(ChildMerge.withLivePartition(wanted, live), live);
    }
}
