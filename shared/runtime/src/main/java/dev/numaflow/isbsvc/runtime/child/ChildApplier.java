package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.ContentOwners;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Makes one child what it should be, and writes only when it is not. Each write is conditional on what was read; when somebody was
 * faster it looks again, boundedly (invariant 5). It never takes an object of somebody else, nor overwrites a newer one.
 */
@Singleton
public class ChildApplier {

    private final Cluster cluster;
    private final Clock clock;

    @Inject
    public ChildApplier(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
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

    /**
     * A child that somebody else made from our own rendering is full of defaults that the API server notes as theirs. Where the API
     * server says that nothing else is there, they are noted so no longer.
     *
     * @return the child as it stands then
     */
    public JsonNode withoutForeignDefaults(HasMetadata child, JsonNode read) {
        JsonNode live = read;
        for (int look = 0; look < Contended.LOOKS; look++) {
            Written written = withoutForeignDefaults(Trees.of(child), live);
            if (written instanceof Written.Done done) {
                return done.object();
            }
            Optional<JsonNode> again = cluster.get(ObjectRef.of(live));
            if (!(written instanceof Written.Conflict) || again.isEmpty()) {
                return live;
            }
            live = again.get();
        }
        throw new Contended(ObjectRef.of(live));
    }

    private Written withoutForeignDefaults(ObjectNode rendered, JsonNode live) {
        ObjectNode wanted = ChildMerge.withLivePartition(rendered, live);
        boolean ofThisRendering =
                Trees.annotation(live, Annotations.RENDERED).equals(Trees.annotation(wanted, Annotations.RENDERED));
        if (!ofThisRendering || !ContentOwners.haveOthers(live)) {
            return new Written.Done(live);
        }
        Written tried = cluster.tryReplace(ChildMerge.replacement(wanted, live));
        if (!(tried instanceof Written.Done answer)) {
            return tried;
        }
        boolean defaultsAlone = Comparison.differences(answer.object(), live).stream()
                .allMatch(difference -> difference.path().startsWith("metadata."));
        return defaultsAlone ? cluster.replace(ChildMerge.disowned(live)) : new Written.Done(live);
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
        Written written = cluster.replace(noted(ChildMerge.replacement(kept, live), live));
        return written instanceof Written.Done done ? secondLook(kept, live, done.object()) : refusal(written);
    }

    /** A changed configuration says since when servers have to load it. */
    private ObjectNode noted(ObjectNode replacement, JsonNode live) {
        if (ObjectRef.of(live).kind() == ObjectKind.CONFIG_MAP) {
            LiveConfig.change(live, replacement, clock.instant().truncatedTo(ChronoUnit.SECONDS))
                    .ifPresent(change ->
                            replacement.withObject("/metadata/annotations").put(Annotations.CONFIG_CHANGED, change));
        }
        return replacement;
    }

    /** What was written is what came back; or it is written once more, with a note that spares the third time. */
    private Optional<Applied> secondLook(ObjectNode wanted, JsonNode before, JsonNode after) {
        List<Difference> lost = Comparison.differences(wanted, after);
        if (lost.isEmpty()) {
            return Optional.of(told(before, after));
        }
        Written written = cluster.replace(NotKept.noted(ChildMerge.replacement(wanted, after), wanted, lost));
        return written instanceof Written.Done ? Optional.of(new Applied.NotKept(lost.get(0))) : refusal(written);
    }

    /** What the object is now tells a default from what somebody had added: that is gone. */
    private static Applied told(JsonNode before, JsonNode after) {
        List<Difference> differences = Comparison.differences(after, before).stream()
                .filter(difference -> !difference.path().contains(Annotations.CONFIG_CHANGED))
                .toList();
        return ChildMerge.isMarkAlone(differences, before, after)
                ? new Applied.Marked()
                : new Applied.Updated(differences);
    }

    private static Optional<Applied> refusal(Written written) {
        return written instanceof Written.Rejected rejected
                ? Optional.of(new Applied.Rejected(rejected.message(), rejected.causes()))
                : Optional.empty();
    }
}
