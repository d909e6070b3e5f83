package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything that belongs to a service, in the order of its deletion: children, stored data, and last the encryption key. */
@Singleton
public class OwnedResources {

    private final Cluster cluster;
    private final PersistentVolumeClaims claims;
    private final EncryptionNames encryptions;
    private final DataCopy copies;

    @Inject
    public OwnedResources(Cluster cluster, PersistentVolumeClaims claims) {
        this.cluster = cluster;
        this.claims = claims;
        this.encryptions = new EncryptionNames(cluster);
        this.copies = new DataCopy(cluster);
    }

    /** The next objects to delete; empty when nothing is left. Objects of others with the same names are not among them. */
    public List<JsonNode> next(LiveService service) {
        return Stream.<List<JsonNode>>of(
                        Stream.concat(children(service).stream(), released(service).stream())
                                .toList(),
                        claims.of(service.names()),
                        keys(service.names()))
                .filter(owned -> !owned.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Lets claims go that a guarded step holds: nobody goes on with it. */
    void releaseClaims(LiveService service) {
        ClaimFinalizer finalizer = new ClaimFinalizer(cluster);
        claims.held(service.names()).forEach(finalizer::remove);
        copies.held(service).ifPresent(finalizer::remove);
    }

    /** The children, and none of the data: retained objects have no owner. Of a copy that is here, the data has another place. */
    List<JsonNode> children(LiveService service) {
        Names names = service.names();
        List<JsonNode> owned = Stream.of(
                        Stream.of(
                                ObjectRef.ofStatefulSet(names),
                                new ObjectRef(
                                        ObjectKind.POD_DISRUPTION_BUDGET,
                                        names.namespace(),
                                        names.podDisruptionBudget()),
                                new ObjectRef(ObjectKind.SERVICE, names.namespace(), names.headlessService()),
                                new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap())),
                        encryptions.all(names).stream()
                                .filter(changed -> changed.encryption() > 0)
                                .map(changed ->
                                        new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), changed.configMap())),
                        Stream.of(
                                new ObjectRef(ObjectKind.SECRET, names.namespace(), names.clientSecret()),
                                new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret())))
                .flatMap(refs -> refs)
                .map(cluster::get)
                .flatMap(Optional::stream)
                .filter(child -> ObjectMetas.isControlledBy(child, service.uid()))
                .filter(child -> !ObjectMetas.isDeleting(child) || leavesItsPods(child))
                .toList();
        return Stream.of(owned.stream(), copies.objects(service).stream(), orphanedPods(names))
                .flatMap(each -> each)
                .toList();
    }

    /** It was being replaced by another one while its pods stay. Deleted once more, it takes them along. */
    private static boolean leavesItsPods(JsonNode statefulSet) {
        return ObjectMetas.hasFinalizer(statefulSet, "orphan");
    }

    /** The pods of a StatefulSet that went alone: nobody else deletes them. */
    private Stream<JsonNode> orphanedPods(Names names) {
        Pattern name = Pattern.compile(Pattern.quote(names.statefulSet()) + "-[0-9]+");
        return cluster.list(ObjectKind.POD, names.namespace(), Labels.selector(names)).stream()
                .filter(pod -> name.matcher(ObjectRef.of(pod).name()).matches())
                .filter(pod -> ObjectMetas.controller(pod).isEmpty())
                .filter(Predicate.not(ObjectMetas::isDeleting));
    }

    /** Everything, in no order: for a namespace that is being deleted. */
    List<JsonNode> all(LiveService service) {
        return Stream.of(children(service), released(service), claims.of(service.names()), keys(service.names()))
                .flatMap(List::stream)
                .toList();
    }

    /** The key that a reconcile created without knowing of the deletion; not that of the next service of this name. */
    List<JsonNode> keysOfNobody(LiveService service) {
        List<JsonNode> keys = keys(service.names());
        return keys.isEmpty() || cluster.get(service.ref()).isPresent() ? List.of() : keys;
    }

    /** The client Secret of a service that was to be retained, until its user withdrew that. */
    private List<JsonNode> released(LiveService service) {
        return ownerless(service.names(), service.names().clientSecret()).stream()
                .filter(secret -> !ObjectMetas.annotation(secret, Annotations.RETAINED_FOR)
                        .isEmpty())
                .toList();
    }

    private List<JsonNode> keys(Names names) {
        return encryptions.all(names).stream()
                .flatMap(each -> ownerless(names, each.keySecret()).stream())
                .toList();
    }

    private List<JsonNode> ownerless(Names names, String secret) {
        return cluster
                .get(new ObjectRef(ObjectKind.SECRET, names.namespace(), secret))
                .filter(live -> isNamedAfter(names, live))
                .filter(live -> ObjectMetas.controller(live).isEmpty())
                .filter(Predicate.not(ObjectMetas::isDeleting))
                .stream()
                .toList();
    }

    private static boolean isNamedAfter(Names names, JsonNode object) {
        return ObjectMetas.label(object, Labels.SERVICE_NAME).equals(names.isbsvcName());
    }
}
