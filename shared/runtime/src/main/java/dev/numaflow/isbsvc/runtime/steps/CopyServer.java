package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.CopyChildren;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.DataCopy;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * Makes and removes the server that holds a copy of the data of a service. It runs the images of the servers, is reached under a Service of its
 * own with the same credentials, and is nobody's node. Its restart
 * and its claim alone are written while it is there.
 */
final class CopyServer {

    private final ClusterWriter cluster;
    private final ChildApplier applier;
    private final DataCopy copies;
    private final ObjectEdit edit;
    private final ClaimFinalizer finalizer;

    CopyServer(ClusterWriter cluster, ChildApplier applier) {
        this.cluster = cluster;
        this.applier = applier;
        this.copies = new DataCopy(cluster);
        this.edit = new ObjectEdit(cluster);
        this.finalizer = new ClaimFinalizer(cluster);
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

    /** The uid of the claim on which the service stores now. */
    Optional<String> current(Names names) {
        return copies.current(names);
    }

    /** The uid of its pod, unless that goes. */
    private Optional<String> pod(Names names) {
        Names copy = names.ofCopy();
        return cluster.list(ObjectKind.POD, copy.namespace(), Labels.selector(copy)).stream()
                .filter(pod -> ObjectRef.of(pod).name().equals(copy.pod(0)) && !ObjectMetas.isDeleting(pod))
                .map(ObjectMetas::uid)
                .findFirst();
    }

    /**
     * Records on its claim which pod is given streams, by whoever is connected to that one.
     *
     * @return false where nobody could say later
     */
    boolean gives(Names names) {
        Optional<String> pod = pod(names);
        return pod.isPresent()
                && claim(names)
                        .flatMap(claim -> edit.write(
                                claim,
                                live -> copiedTo(live).equals(pod.get()),
                                live -> annotated(live, Annotations.COPIED_TO, pod.get())))
                        .isPresent();
    }

    private static String copiedTo(JsonNode object) {
        return ObjectMetas.annotation(object, Annotations.COPIED_TO);
    }

    /** Whether another pod than the one that was given streams has read its disk since. */
    boolean isRestarted(Names names, JsonNode claim) {
        return pod(names).filter(uid -> !uid.equals(copiedTo(claim))).isPresent();
    }

    /** Whether its template asks for that already. */
    boolean isRestarting(Names names, JsonNode claim) {
        return copies.server(names)
                .filter(set -> copiedTo(set.at("/spec/template")).equals(copiedTo(claim)))
                .isPresent();
    }

    /** Restarts its pod, by another template. */
    boolean restart(Names names, JsonNode claim) {
        return copies.server(names)
                .map(set -> {
                    ObjectNode changed = set.deepCopy();
                    changed.withObject("/spec/template/metadata/annotations")
                            .put(Annotations.COPIED_TO, copiedTo(claim));
                    return cluster.replace(changed) instanceof WriteResult.Done;
                })
                .orElse(false);
    }

    /** Whether its claim is recorded as complete, and held. */
    static boolean isKept(JsonNode claim, String inventory) {
        return ClaimFinalizer.isOn(claim)
                && ObjectMetas.annotation(claim, Annotations.COPIED_STREAMS).equals(inventory);
    }

    /** Records its claim as complete, and holds it. @return false where it goes, or went */
    boolean keep(JsonNode claim, String inventory) {
        return edit.write(
                        claim,
                        live -> isKept(live, inventory) || ObjectMetas.isDeleting(live),
                        live -> annotated(ClaimFinalizer.with(live), Annotations.COPIED_STREAMS, inventory))
                .filter(live -> isKept(live, inventory) && !ObjectMetas.isDeleting(live))
                .isPresent();
    }

    /** Records that it is complete no longer. Its claim stays held. */
    boolean forget(JsonNode claim) {
        return edit.write(
                        claim,
                        live -> ObjectMetas.annotation(live, Annotations.COPIED_STREAMS)
                                .isEmpty(),
                        live -> annotated(live, Annotations.COPIED_STREAMS, ""))
                .isPresent();
    }

    /** Records on its claim to which one everything was restored. */
    boolean verify(JsonNode claim, String restoredTo) {
        return edit.write(
                        claim,
                        live -> ObjectMetas.annotation(live, Annotations.RESTORED_TO)
                                .equals(restoredTo),
                        live -> annotated(live, Annotations.RESTORED_TO, restoredTo))
                .isPresent();
    }

    private static JsonNode annotated(JsonNode live, String annotation, String value) {
        ObjectNode changed = live.deepCopy();
        changed.withObject("/metadata/annotations").put(annotation, value);
        return changed;
    }

    /** Removes everything of it, the volume last. */
    boolean remove(LiveService service) {
        for (JsonNode object : copies.objects(service)) {
            WriteResult deleted = cluster.delete(object);
            if (!(deleted instanceof WriteResult.Done) && !(deleted instanceof WriteResult.NotFound)) {
                return false;
            }
        }
        claim(service.names()).filter(ClaimFinalizer::isOn).ifPresent(finalizer::remove);
        return true;
    }
}
