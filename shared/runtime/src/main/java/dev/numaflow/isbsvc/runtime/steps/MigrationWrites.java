package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.EncryptionTarget;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.child.ChildApplyResult;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.secrets.NextKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Writes the steps of a change of encryption. Each may end after any request: what it has written until then is used by the next run, and the
 * StatefulSet, which decides, is written last, onto what the step was decided from.
 */
@Singleton
public class MigrationWrites {

    private final ClusterWriter cluster;
    private final MigratedDisks disks;
    private final ChildApplier applier;
    private final NextKey keys;

    @Inject
    public MigrationWrites(ClusterWriter cluster, ChildApplier applier, NextKey keys) {
        this.cluster = cluster;
        this.disks = new MigratedDisks(cluster);
        this.applier = applier;
        this.keys = keys;
    }

    /** Whether something is asked for that the StatefulSet does not record as done. */
    boolean isAsked(LiveService service, JsonNode statefulSet) {
        String recorded = ObjectMetas.annotation(statefulSet, Annotations.ENCRYPTION);
        return service.desired().isGood()
                && (isMoreThanOne(service, statefulSet)
                        || !recorded.equals(Boolean.toString(
                                service.desired().value().spec().encrypted()))
                        || (!service.rotateKey().isEmpty()
                                && !Digest.sha256(service.rotateKey())
                                        .equals(ObjectMetas.annotation(statefulSet, Annotations.ROTATED_KEY))));
    }

    private static boolean isMoreThanOne(LiveService service, JsonNode statefulSet) {
        return Running.replicas(statefulSet) == 1
                && service.desired().value().spec().replicasOrDefault() > 1;
    }

    /** Whether the spec asks for the encryption before again, or for one node; another key is not taken back. */
    boolean isUnwanted(LiveService service, MigrationView seen) {
        if (seen.nodesAfter().isPresent()) {
            return service.desired().isGood()
                    && service.desired().value().spec().replicasOrDefault() == 1;
        }
        String recorded = ObjectMetas.annotation(seen.statefulSet(), Annotations.ENCRYPTION);
        return service.desired().isGood()
                && !recorded.equals(
                        Boolean.toString(service.desired().value().spec().encrypted()));
    }

    /** The keys and the configuration of the next names, then the template that refers to them, which replaces no node. */
    boolean begin(Plan plan, MigrationView seen) {
        EncryptionTarget target = plan.decision().target().orElseThrow();
        ValidService running = plan.effective();
        ValidService next = MigrationTarget.of(running, target);
        if (seen.hasDisks() && !disks.record(seen, 0)) {
            return false;
        }
        return keys.make(next)
                && write(
                        Children.of(next),
                        MigrationTarget.begun(plan.running(), target, running, next),
                        seen,
                        RecordedApprovals.of(target));
    }

    /** The names that every node has: a lost one comes back from the same template as before, on the same disk. */
    boolean takeBack(Plan plan, MigrationView seen) {
        Running running = plan.running();
        ValidService before = running.encryption().before(plan.effective()).orElseThrow();
        for (int ordinal = 0; ordinal < seen.nodes(); ordinal++) {
            if (seen.claim(ordinal).filter(claim -> !disks.keep(claim)).isPresent()) {
                return false;
            }
            disks.release(seen, ordinal);
        }
        return write(Children.of(before), MigrationTarget.back(running, before, seen), seen, RecordedApprovals.NOTHING)
                && delete(seen, seen.names().configMap());
    }

    /** The number of nodes, and whether those that were started are of the change. */
    boolean scale(MigrationView seen, MigrationStep.Scale step) {
        ObjectNode scaled = Running.withReplicas(seen.statefulSet(), step.nodes());
        annotations(scaled).put(Annotations.NODES_STARTED, step.nodes() > 1 ? Integer.toString(step.nodes()) : "");
        return isDone(cluster.replace(scaled));
    }

    private boolean write(Children children, Running running, MigrationView seen, RecordedApprovals approvals) {
        List<HasMetadata> all = children.list(running);
        for (HasMetadata child : all.subList(0, all.size() - 1)) {
            if (!isApplied(applier.apply(child))) {
                return false;
            }
        }
        ObjectNode statefulSet = ChildApplier.over(all.get(all.size() - 1), seen.statefulSet());
        if (isRotationTakenBack(running, seen)) {
            // It was recorded as carried out when it began.
            annotations(statefulSet).put(Annotations.ROTATED_KEY, "");
        }
        annotations(statefulSet)
                .put(
                        Annotations.ENCRYPTION_SUFFIX,
                        Integer.toString(running.encryption().changes()))
                .put(
                        Annotations.ENCRYPTION_BEFORE,
                        running.encryption().before().map(Object::toString).orElse(""));
        if (running.encryption().nodes().isPresent() || seen.nodesAfter().isPresent()) {
            annotations(statefulSet)
                    .put(
                            Annotations.NODES_AFTER,
                            running.encryption().nodes().map(Object::toString).orElse(""))
                    .put(Annotations.NODES_STARTED, "");
        }
        approvals.writeTo(statefulSet);
        return isDone(cluster.replace(statefulSet));
    }

    private static boolean isRotationTakenBack(Running running, MigrationView seen) {
        return !running.encryption().isUnderWay()
                && RunningEncryption.before(seen.statefulSet())
                        .map(Object::toString)
                        .filter(ObjectMetas.annotation(seen.statefulSet(), Annotations.ENCRYPTION)::equals)
                        .isPresent();
    }

    private static boolean isApplied(ChildApplyResult applied) {
        return applied.asDesired().isPresent();
    }

    /**
     * The claim of the node goes, then the partition down. The claim stays until its pod has ended and it is let go, and never comes back: the
     * next pod of the node has an empty disk.
     */
    boolean replace(MigrationView seen, MigrationStep.Replace step) {
        if (!disks.record(seen, step.ordinal() + 1)) {
            return false;
        }
        return (!step.withDisk() || disks.delete(seen, step.ordinal()))
                && isDone(cluster.replace(Running.withPartition(seen.statefulSet(), step.ordinal())));
    }

    /** The same in two steps, where something is looked at in between: the claim goes, held, and the partition stays. */
    boolean deleteClaim(MigrationView seen, MigrationStep.Replace step) {
        return disks.delete(seen, step.ordinal());
    }

    /** Records the claim with the complete copy, and of which claim that is. */
    boolean keeps(JsonNode statefulSet, JsonNode copy) {
        return annotates(
                statefulSet,
                Map.of(
                        Annotations.ENCRYPTION_COPIED,
                        ObjectMetas.uid(copy),
                        Annotations.ENCRYPTION_COPIED_FROM,
                        ObjectMetas.annotation(copy, Annotations.COPIED_FROM)));
    }

    /** Records that no copy is needed any more. */
    boolean forgets(JsonNode statefulSet) {
        return annotates(statefulSet, Map.of(Annotations.ENCRYPTION_COPIED, ""));
    }

    /** Records that streams may take no messages, before the first one does not, or that all of them do. */
    boolean closes(JsonNode statefulSet, boolean closed) {
        return annotates(statefulSet, Map.of(Annotations.STREAMS_CLOSED, closed ? "true" : ""));
    }

    private boolean annotates(JsonNode statefulSet, Map<String, String> values) {
        ObjectNode changed = statefulSet.deepCopy();
        values.forEach(annotations(changed)::put);
        return values.entrySet().stream().allMatch(each -> ObjectMetas.annotation(statefulSet, each.getKey())
                        .equals(each.getValue()))
                || isDone(cluster.replace(changed));
    }

    /** The only node keeps its disk after all. @return false where its claim is not there */
    boolean keepsDisk(Names names) {
        return cluster.get(new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), names.claim(0)))
                .filter(disks::keep)
                .isPresent();
    }

    /** The next pod of the node may be made. */
    boolean release(MigrationView seen, MigrationStep.Release step) {
        return disks.release(seen, step.ordinal());
    }

    /** Nobody needs the names before any more. */
    boolean settle(MigrationView seen) {
        ObjectNode settled = seen.statefulSet().deepCopy();
        annotations(settled)
                .put(
                        Annotations.ENCRYPTION_SUFFIX,
                        Integer.toString(seen.names().encryption()))
                .put(Annotations.ENCRYPTION_BEFORE, "");
        if (seen.nodesAfter().isPresent()) {
            annotations(settled).put(Annotations.NODES_AFTER, "").put(Annotations.NODES_STARTED, "");
        }
        RecordedApprovals.NOTHING.writeTo(settled);
        return (!seen.hasDisks() || disks.record(seen, 0))
                && delete(seen, RunningEncryption.before(seen.names()).configMap())
                && isDone(cluster.replace(settled));
    }

    private boolean delete(MigrationView seen, String configMap) {
        return cluster.get(new ObjectRef(ObjectKind.CONFIG_MAP, seen.names().namespace(), configMap))
                .filter(live -> ObjectMetas.isControlledBy(live, seen.owner()))
                .map(live -> isDone(cluster.delete(live)))
                .orElse(true);
    }

    private static ObjectNode annotations(ObjectNode object) {
        return object.withObject("/metadata/annotations");
    }

    private static boolean isDone(WriteResult written) {
        return written instanceof WriteResult.Done;
    }
}
