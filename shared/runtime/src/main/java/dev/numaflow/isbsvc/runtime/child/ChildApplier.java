package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Makes one child what it should be, and writes only when it is not. Each write is conditional on what was read; when somebody was
 * faster it looks again, boundedly (invariant 5). It never takes an object of somebody else, nor overwrites a newer one.
 */
@Singleton
public class ChildApplier {

    private final Cluster cluster;

    @Inject
    public ChildApplier(Cluster cluster) {
        this.cluster = cluster;
    }

    public Applied apply(HasMetadata child) {
        return apply(read(child));
    }

    /** Reads the live object of a child, to be tried and applied. */
    public Candidate read(HasMetadata child) {
        ObjectNode desired = Trees.of(child);
        return new Candidate(desired, cluster.get(ObjectRef.of(desired)));
    }

    /**
     * What will keep the child from being applied, as far as that can be known without writing anything. The API server is asked only
     * where something other than metadata would be written.
     */
    public Optional<Applied> obstacle(Candidate child) {
        if (child.live().isEmpty()) {
            return rejection(cluster.tryCreate(child.desired()));
        }
        JsonNode live = child.live().get();
        Optional<String> foreign = ChildMerge.foreignOwner(child.desired(), live);
        if (foreign.isPresent()) {
            return Optional.of(new Applied.ForeignOwner(foreign.get()));
        }
        ObjectNode kept = ChildMerge.withLivePartition(child.desired(), live);
        List<Difference> differences = Comparison.differences(kept, live);
        boolean written =
                differences.stream().anyMatch(difference -> !difference.path().startsWith("metadata."))
                        && !ChildMerge.isNewer(live, child.desired())
                        && !NotKept.explains(live, kept, differences);
        return written ? rejection(cluster.tryReplace(ChildMerge.replacement(kept, live))) : Optional.empty();
    }

    /** A webhook that cannot be asked without consequences is asked when the child is written. */
    private static Optional<Applied> rejection(Written written) {
        return written instanceof Written.Rejected rejected
                        && !rejected.message().contains("does not support dry run")
                ? refusal(written)
                : Optional.empty();
    }

    /** Makes the child what it should be, beginning with the live object that was read. */
    public Applied apply(Candidate child) {
        ObjectNode wanted = child.desired();
        ObjectRef ref = ObjectRef.of(wanted);
        for (int look = 0; look < Contended.LOOKS; look++) {
            Optional<JsonNode> live = look == 0 ? child.live() : cluster.get(ref);
            Optional<Applied> outcome = live.isPresent() ? replace(wanted, live.get()) : create(wanted);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new Contended(ref);
    }

    /** Nothing means: look again. */
    private Optional<Applied> create(ObjectNode wanted) {
        Written written = cluster.create(wanted);
        if (written instanceof Written.Done) {
            return Optional.of(new Applied.Created());
        }
        if (written instanceof Written.NotFound) {
            return Optional.of(new Applied.Rejected("the namespace is gone"));
        }
        return refusal(written);
    }

    private Optional<Applied> replace(ObjectNode wanted, JsonNode live) {
        Optional<String> foreign = ChildMerge.foreignOwner(wanted, live);
        if (foreign.isPresent()) {
            return Optional.of(new Applied.ForeignOwner(foreign.get()));
        }
        if (ChildMerge.isNewer(live, wanted)) {
            return Optional.of(new Applied.NewerExists());
        }
        ObjectNode kept = ChildMerge.withLivePartition(wanted, live);
        List<Difference> differences = Comparison.differences(kept, live);
        if (differences.isEmpty()) {
            return Optional.of(new Applied.Unchanged());
        }
        if (NotKept.explains(live, kept, differences)) {
            return Optional.of(new Applied.NotKept(differences.get(0)));
        }
        Written written = cluster.replace(ChildMerge.replacement(kept, live));
        return written instanceof Written.Done done
                ? secondLook(kept, live, done.object(), differences.get(0))
                : refusal(written);
    }

    /** What was written is what came back; or it is written once more, with a note that spares the third time. */
    private Optional<Applied> secondLook(ObjectNode wanted, JsonNode before, JsonNode after, Difference difference) {
        List<Difference> lost = Comparison.differences(wanted, after);
        if (lost.isEmpty()) {
            return Optional.of(told(before, after, difference));
        }
        Written written = cluster.replace(NotKept.noted(ChildMerge.replacement(wanted, after), wanted, lost));
        return written instanceof Written.Done ? Optional.of(new Applied.NotKept(lost.get(0))) : refusal(written);
    }

    private static Applied told(JsonNode before, JsonNode after, Difference difference) {
        return ChildMerge.isMarkAlone(difference, before, after)
                ? new Applied.Marked()
                : new Applied.Updated(difference);
    }

    private static Optional<Applied> refusal(Written written) {
        return written instanceof Written.Rejected rejected
                ? Optional.of(new Applied.Rejected(rejected.message(), rejected.causes()))
                : Optional.empty();
    }
}
