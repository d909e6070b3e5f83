package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.CopyChildren;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.child.ChildApplyResult;
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
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Optional;

/**
 * Makes and removes the server that holds a copy of the data of a service. It runs the images of the servers, is reached under a Service of its
 * own with the same credentials, and is nobody's node. Its claim records what it holds.
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

    /** Its StatefulSet, unless that goes: whoever makes another one waits for it. */
    Optional<JsonNode> server(Names names) {
        return copies.server(names);
    }

    /** Whether it is there, and the Service under which it is reached, which is made last. */
    boolean isMade(Names names) {
        Names copy = names.ofCopy();
        return server(names)
                .flatMap(set -> cluster.get(new ObjectRef(ObjectKind.SERVICE, copy.namespace(), copy.headlessService()))
                        .filter(service -> ObjectMetas.isControlledBy(service, ObjectMetas.uid(set))))
                .isPresent();
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
     * @return why it is not made, in words for users; empty where it is
     */
    Optional<String> make(Plan plan, JsonNode statefulSet, Optional<JsonNode> from) {
        ValidService newest = plan.effective();
        Optional<JsonNode> claim = claim(newest.names());
        Optional<String> uid = claim.map(there -> ObjectMetas.annotation(there, Annotations.COPIED_FROM))
                .or(() -> from.map(ObjectMetas::uid));
        if (uid.isEmpty()) {
            return Optional.of("the claim that is copied is not there");
        }
        ValidService copy = claim.map(there -> CopyChildren.service(newest, there))
                .orElseGet(() -> CopyChildren.service(newest, plan.running().encryption()));
        List<HasMetadata> children = claim.map(there -> CopyChildren.again(copy, there, statefulSet))
                .orElseGet(() -> CopyChildren.of(copy, uid.get(), statefulSet));
        HasMetadata service = children.get(1);
        return refused(children.get(0)).or(() -> refused(children.get(2))).or(() -> server(copy.names())
                .map(set -> refused(ownedBy(set, service)))
                .orElseGet(() -> Optional.of("its StatefulSet goes")));
    }

    private Optional<String> refused(HasMetadata child) {
        ChildApplyResult applied = applier.apply(child);
        return applied.asDesired().isPresent()
                ? Optional.empty()
                : Optional.of(
                        child.getKind() + " " + child.getMetadata().getName() + " cannot be written: " + why(applied));
    }

    private static String why(ChildApplyResult applied) {
        if (applied instanceof ChildApplyResult.Rejected rejected) {
            return rejected.message();
        }
        if (applied instanceof ChildApplyResult.ForeignOwner foreign) {
            return "it belongs to " + foreign.owner();
        }
        return applied instanceof ChildApplyResult.NotKept lost
                ? "another writer changes it: " + lost.difference()
                : "somebody else has written it";
    }

    /** It goes with the StatefulSet: nobody needs the right to delete Services for it. */
    private static HasMetadata ownedBy(JsonNode statefulSet, HasMetadata service) {
        service.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("apps/v1")
                        .withKind("StatefulSet")
                        .withName(ObjectRef.of(statefulSet).name())
                        .withUid(ObjectMetas.uid(statefulSet))
                        .withController(true)
                        .build()));
        return service;
    }

    /** The uid of the claim on which the service stores now. */
    Optional<String> current(Names names) {
        return copies.current(names);
    }

    /** Whether its claim is recorded as complete, and held. */
    static boolean isKept(JsonNode claim, String inventory) {
        return ClaimFinalizer.isOn(claim)
                && ObjectMetas.annotation(claim, Annotations.COPIED_STREAMS).equals(inventory);
    }

    /** Records its claim as complete, and holds it. @return false where it went, or goes and was not recorded before */
    boolean keep(JsonNode claim, String inventory) {
        return edit.write(
                        claim,
                        live -> isKept(live, inventory) || ObjectMetas.isDeleting(live),
                        live -> ObjectMetas.annotated(ClaimFinalizer.with(live), Annotations.COPIED_STREAMS, inventory))
                .filter(live -> isKept(live, inventory))
                .isPresent();
    }

    /** Records that it is complete no longer. Its claim stays held. */
    boolean forget(JsonNode claim) {
        return edit.write(
                        claim,
                        live -> ObjectMetas.annotation(live, Annotations.COPIED_STREAMS)
                                .isEmpty(),
                        live -> ObjectMetas.annotated(live, Annotations.COPIED_STREAMS, ""))
                .isPresent();
    }

    /** Records on its claim to which one everything was restored. */
    boolean verify(JsonNode claim, String restoredTo) {
        return edit.write(
                        claim,
                        live -> ObjectMetas.annotation(live, Annotations.RESTORED_TO)
                                .equals(restoredTo),
                        live -> ObjectMetas.annotated(live, Annotations.RESTORED_TO, restoredTo))
                .isPresent();
    }

    /**
     * Removes everything of it, the volume last.
     *
     * @param copy its claim, as it was when that was decided: one that was made since stays
     */
    boolean remove(LiveService service, JsonNode copy) {
        List<JsonNode> objects = copies.objects(service);
        if (claim(service.names()).filter(live -> isSame(live, copy)).isEmpty()) {
            return false;
        }
        for (JsonNode object : objects) {
            WriteResult deleted = cluster.delete(object);
            if (!(deleted instanceof WriteResult.Done) && !(deleted instanceof WriteResult.NotFound)) {
                return false;
            }
        }
        cluster.get(ObjectRef.of(copy)).filter(live -> isSame(live, copy)).ifPresent(finalizer::remove);
        return true;
    }

    private static boolean isSame(JsonNode live, JsonNode copy) {
        return ObjectMetas.uid(live).equals(ObjectMetas.uid(copy));
    }
}
