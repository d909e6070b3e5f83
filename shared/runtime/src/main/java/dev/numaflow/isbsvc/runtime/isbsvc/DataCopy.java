package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the copy of a service's data, which exists while its only node gets another disk. The claim of the copy names the one that was copied:
 * as long as that stays, whatever the copy stores is on it as well; after that the copy may be the only place.
 */
public final class DataCopy {

    private final ClusterView objects;

    public DataCopy(ClusterView objects) {
        this.objects = objects;
    }

    /** The claim of the copy, unless it goes together with its server. One that a step holds is there until that lets it go. */
    public Optional<JsonNode> claim(Names names) {
        Names copy = names.ofCopy();
        return objects.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.namespace(), Labels.selector(copy)).stream()
                .filter(claim -> ObjectRef.of(claim).name().equals(copy.claim(0)))
                .filter(claim -> !ObjectMetas.isDeleting(claim)
                        || ClaimFinalizer.isOn(claim)
                        || server(names).isPresent())
                .findFirst();
    }

    /** The uid of the claim on which the service stores now; empty where none is there to stay. */
    public Optional<String> current(Names names) {
        return new PersistentVolumeClaims(objects)
                .of(names).stream()
                        .filter(claim -> ObjectRef.of(claim).name().equals(names.claim(0)))
                        .map(ObjectMetas::uid)
                        .findFirst();
    }

    /** The StatefulSet of the copy, unless it goes. */
    public Optional<JsonNode> server(Names names) {
        return objects.get(ObjectRef.ofStatefulSet(names.ofCopy())).filter(set -> !ObjectMetas.isDeleting(set));
    }

    /** Whether the claim of an earlier copy still goes: nothing can be copied to it. */
    public boolean isGoing(Names names) {
        Names copy = names.ofCopy();
        return objects.get(new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.namespace(), copy.claim(0)))
                .filter(ObjectMetas::isDeleting)
                .isPresent();
    }

    /** Whether the copy may be the only place of what it stores. @param copy its claim */
    public boolean isOnlyPlace(Names names, JsonNode copy) {
        return new PersistentVolumeClaims(objects).of(names).stream().noneMatch(claim -> ObjectMetas.uid(claim)
                .equals(ObjectMetas.annotation(copy, Annotations.COPIED_FROM)));
    }

    /** The same of whatever copy of this service there is. */
    public boolean isOnlyPlace(LiveService service) {
        return claim(service.names())
                .filter(copy -> isFor(service, copy) && isOnlyPlace(service.names(), copy))
                .isPresent();
    }

    /** Whether the claim of a copy was made for this service, and not for an earlier one of its name. */
    public static boolean isFor(LiveService service, JsonNode copy) {
        String owner = ObjectMetas.annotation(copy, Annotations.COPIED_FOR);
        return owner.isEmpty() || owner.equals(service.uid());
    }

    /** The claim of its copy, where a step holds it. */
    Optional<JsonNode> held(LiveService service) {
        return claim(service.names()).filter(copy -> isFor(service, copy) && ClaimFinalizer.isOn(copy));
    }

    /** Whether a change is under way that has everything copied: until it ends, or is taken back, streams may take no messages. */
    public boolean isCopying(Names names) {
        return objects.get(ObjectRef.ofStatefulSet(names))
                .filter(set -> !ObjectMetas.annotation(set, Annotations.ENCRYPTION_COPY)
                        .isEmpty())
                .isPresent();
    }

    /** Everything of the copy, in the order in which it is deleted: the claim last. Its Service goes with its StatefulSet. */
    public List<JsonNode> objects(LiveService service) {
        Names copy = service.names().ofCopy();
        return Stream.of(
                        ObjectRef.ofStatefulSet(copy),
                        new ObjectRef(ObjectKind.CONFIG_MAP, copy.namespace(), copy.configMap()),
                        new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, copy.namespace(), copy.claim(0)))
                .map(objects::get)
                .flatMap(Optional::stream)
                .filter(object -> !ObjectMetas.isDeleting(object))
                .filter(object -> ObjectRef.of(object).kind() == ObjectKind.PERSISTENT_VOLUME_CLAIM
                        ? isFor(service, object)
                        : ObjectMetas.isControlledBy(object, service.uid()))
                .toList();
    }
}
