package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.OtherWriters;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.ContentOwners;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Brings one child to its desired state, and writes only when it differs. Each write is conditional on what was read; when the object
 * changed since it was read, it retries a limited number of times (invariant 5). It never takes over an object of another owner, nor
 * overwrites a newer one.
 */
@Singleton
public class ChildApplier {

    /** What a write says about itself is no difference. */
    private static final List<String> NOTES = List.of(Annotations.CONFIG_CHANGED, Annotations.OTHER_WRITERS);

    private final ClusterWriter cluster;
    private final Clock clock;

    @Inject
    public ChildApplier(ClusterWriter cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    public ChildApplyResult apply(HasMetadata child) {
        return apply(read(child));
    }

    /** A child that probably does not exist. */
    public static Candidate absent(HasMetadata child) {
        return new Candidate(ObjectMetas.of(child), Optional.empty());
    }

    /** Reads the live object of a child, to be validated and applied. */
    public Candidate read(HasMetadata child) {
        ObjectNode desired = ObjectMetas.of(child);
        return new Candidate(desired, cluster.get(ObjectRef.of(desired)));
    }

    /**
     * What would keep the child from being applied, as far as that can be known without writing anything. The API server is asked
     * only where something other than metadata would be written.
     */
    public Optional<ChildApplyResult> obstacle(Candidate child) {
        if (child.live().isEmpty()) {
            if (!ChildMerge.isWhole(child.desired())) {
                return Optional.empty();
            }
            WriteResult tried = cluster.tryCreate(child.desired());
            return tried instanceof WriteResult.Conflict
                    ? cluster.get(ObjectRef.of(child.desired()))
                            .flatMap(live -> obstacle(new Candidate(child.desired(), Optional.of(live))))
                    : rejection(tried);
        }
        JsonNode live = child.live().get();
        Optional<String> foreign = ChildMerge.foreignOwner(child.desired(), live);
        if (foreign.isPresent()) {
            return Optional.of(new ChildApplyResult.ForeignOwner(foreign.get()));
        }
        ObjectNode kept = ChildMerge.withLivePartition(child.desired(), live);
        List<Difference> differences = Comparison.differences(kept, live);
        boolean written =
                differences.stream().anyMatch(difference -> !difference.path().startsWith("metadata."))
                        && !ChildMerge.isNewer(live, child.desired())
                        && !NotKept.explains(live, kept, differences);
        return written ? rejection(cluster.tryReplace(ChildMerge.replacement(kept, live))) : Optional.empty();
    }

    /** A webhook that does not support dry run is called when the child is written. */
    private static Optional<ChildApplyResult> rejection(WriteResult written) {
        return written instanceof WriteResult.Rejected rejected
                        && !rejected.message().contains("does not support dry run")
                ? refusal(written)
                : Optional.empty();
    }

    /** Applies the child, starting from the live object that was read. */
    public ChildApplyResult apply(Candidate child) {
        ObjectNode desired = child.desired();
        ObjectRef ref = ObjectRef.of(desired);
        return OptimisticUpdate.of(
                ref,
                child.live(),
                () -> cluster.get(ref),
                live -> live.isPresent() ? replace(desired, live.get()) : create(desired));
    }

    /**
     * A child that another client created from our own rendering is full of defaults whose fields are recorded as that client's.
     * Where the API server confirms that there is nothing else, its field ownership is removed.
     *
     * @return the child after that
     */
    public JsonNode withoutForeignDefaults(HasMetadata child, JsonNode read) {
        ObjectRef ref = ObjectRef.of(read);
        return OptimisticUpdate.of(ref, Optional.of(read), () -> cluster.get(ref), live -> {
            WriteResult written = live.isPresent()
                    ? withoutForeignDefaults(ObjectMetas.of(child), live.get())
                    : new WriteResult.NotFound();
            if (written instanceof WriteResult.Done done) {
                return Optional.of(done.object());
            }
            return written instanceof WriteResult.Conflict ? Optional.empty() : Optional.of(live.orElse(read));
        });
    }

    private WriteResult withoutForeignDefaults(ObjectNode rendered, JsonNode live) {
        ObjectNode desired = ChildMerge.withLivePartition(rendered, live);
        boolean ofThisRendering = ObjectMetas.annotation(live, Annotations.RENDERED)
                .equals(ObjectMetas.annotation(desired, Annotations.RENDERED));
        if (!ofThisRendering || !ContentOwners.haveOthers(live)) {
            return new WriteResult.Done(live);
        }
        WriteResult tried = cluster.tryReplace(ChildMerge.replacement(desired, live));
        if (!(tried instanceof WriteResult.Done answer)) {
            return tried;
        }
        boolean defaultsAlone = Comparison.differences(answer.object(), live).stream()
                .allMatch(difference -> difference.path().startsWith("metadata."));
        return defaultsAlone ? cluster.replace(ChildMerge.disowned(live)) : new WriteResult.Done(live);
    }

    /** The live object with our part replaced by that of the child, whatever the differences are; for a guarded step, which writes it. */
    public static ObjectNode over(HasMetadata child, JsonNode live) {
        return ChildMerge.replacement(ObjectMetas.of(child), live);
    }

    /** Nothing means: read again and retry. */
    private Optional<ChildApplyResult> create(ObjectNode desired) {
        if (!ChildMerge.isWhole(desired)) {
            return Optional.empty();
        }
        WriteResult written = cluster.create(desired);
        if (written instanceof WriteResult.Done done) {
            return Optional.of(created(desired, done.object()));
        }
        if (written instanceof WriteResult.NotFound) {
            return Optional.of(new ChildApplyResult.Rejected("the namespace is gone"));
        }
        // A quota, or a policy for new objects, is evaluated before the API server sees that the child exists.
        return refusal(written).flatMap(refused -> cluster.get(ObjectRef.of(desired))
                .map(live -> replace(desired, live))
                .orElse(Optional.of(refused)));
    }

    /** What is changed on its way is noted at once: a new StatefulSet is not to look like one that was edited. */
    private ChildApplyResult created(ObjectNode desired, JsonNode live) {
        List<Difference> lost = Comparison.differences(desired, live);
        if (lost.isEmpty()) {
            return new ChildApplyResult.Created(Optional.of(live));
        }
        cluster.replace(NotKept.noted(ChildMerge.replacement(desired, live), desired, lost));
        return new ChildApplyResult.Created(Optional.empty());
    }

    private static boolean isOfAnotherTlsMode(ObjectNode desired, JsonNode live) {
        Optional<TlsMode> runs = RenderedFrom.tls(live);
        return ObjectRef.of(live).kind() == ObjectKind.STATEFUL_SET
                && runs.isPresent()
                && RenderedFrom.tls(desired).filter(mode -> mode != runs.get()).isPresent();
    }

    private Optional<ChildApplyResult> replace(ObjectNode desired, JsonNode live) {
        Optional<String> foreign = ChildMerge.foreignOwner(desired, live);
        if (foreign.isPresent()) {
            return Optional.of(new ChildApplyResult.ForeignOwner(foreign.get()));
        }
        if (ChildMerge.isNewer(live, desired) || belongsToReleased(desired, live)) {
            return Optional.of(new ChildApplyResult.NewerExists());
        }
        if (!RunningEncryption.hasNamesOf(live, desired)
                || !RunningEncryption.keepsRestored(live, desired)
                || isOfAnotherTlsMode(desired, live)) {
            // Planned before a guarded step: only that writes other names, because a disk needs those that it was
            // written with, restarts a node, and has another use of TLS.
            throw new ConflictException(ObjectRef.of(live));
        }
        ObjectNode kept = ChildMerge.withLivePartition(desired, live);
        List<Difference> differences = Comparison.differences(kept, live);
        if (differences.isEmpty()) {
            return Optional.of(new ChildApplyResult.Unchanged(live));
        }
        if (NotKept.explains(live, kept, differences)) {
            return Optional.of(new ChildApplyResult.NotKept(differences.get(0)));
        }
        ObjectNode replacement = noted(ChildMerge.replacement(kept, live), live);
        if (differences.stream().anyMatch(difference -> !difference.path().startsWith("metadata."))) {
            OtherWriters.note(live)
                    .ifPresent(note ->
                            replacement.withObject("/metadata/annotations").put(Annotations.OTHER_WRITERS, note));
        }
        WriteResult written = cluster.replace(replacement);
        return written instanceof WriteResult.Done done ? inspectAgain(kept, live, done.object()) : refusal(written);
    }

    /** What was left to Numaflow's controller is taken back only for a service that is not: this run may have begun before. */
    private boolean belongsToReleased(ObjectNode desired, JsonNode live) {
        return ReleaseMark.isOn(live)
                && ObjectMetas.controller(desired)
                        .filter(owner -> owner.path("kind").asText().equals(ObjectKind.ISB_SERVICE.kind()))
                        .filter(owner -> cluster.get(new ObjectRef(
                                        ObjectKind.ISB_SERVICE,
                                        ObjectRef.of(desired).namespace(),
                                        owner.path("name").asText()))
                                .filter(service -> ObjectMetas.uid(service)
                                                .equals(owner.path("uid").asText())
                                        && !Release.isDone(service))
                                .isEmpty())
                        .isPresent();
    }

    /** A changed configuration records since when servers must load it. */
    private ObjectNode noted(ObjectNode replacement, JsonNode live) {
        if (ObjectRef.of(live).kind() == ObjectKind.CONFIG_MAP) {
            LiveConfig.change(live, replacement, clock.instant().truncatedTo(ChronoUnit.SECONDS))
                    .ifPresent(change ->
                            replacement.withObject("/metadata/annotations").put(Annotations.CONFIG_CHANGED, change));
        }
        return replacement;
    }

    /** Compares the response with what was written; where they differ, writes once more, with a note that prevents a third write. */
    private Optional<ChildApplyResult> inspectAgain(ObjectNode desired, JsonNode before, JsonNode after) {
        List<Difference> lost = Comparison.differences(desired, after);
        if (lost.isEmpty()) {
            return Optional.of(result(before, after));
        }
        WriteResult written = cluster.replace(NotKept.noted(ChildMerge.replacement(desired, after), desired, lost));
        return written instanceof WriteResult.Done
                ? Optional.of(new ChildApplyResult.NotKept(lost.get(0)))
                : refusal(written);
    }

    /** The result of the write distinguishes a default from an addition of another client: the addition is gone. */
    private static ChildApplyResult result(JsonNode before, JsonNode after) {
        List<Difference> differences = Comparison.differences(after, before).stream()
                .filter(difference -> NOTES.stream().noneMatch(difference.path()::contains))
                .toList();
        return ChildMerge.isMarkAlone(differences, before, after)
                ? new ChildApplyResult.Marked(after)
                : new ChildApplyResult.Updated(differences, after);
    }

    private static Optional<ChildApplyResult> refusal(WriteResult written) {
        return written instanceof WriteResult.Rejected rejected
                ? Optional.of(new ChildApplyResult.Rejected(rejected.message(), rejected.causes()))
                : Optional.empty();
    }
}
