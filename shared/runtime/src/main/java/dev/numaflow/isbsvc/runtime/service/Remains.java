package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Everything that belongs to a service, in the order in which it is removed: what runs, what it stored, and last the key to that. */
@Singleton
public class Remains {

    private final Cluster cluster;
    private final Claims claims;

    @Inject
    public Remains(Cluster cluster, Claims claims) {
        this.cluster = cluster;
        this.claims = claims;
    }

    /** The next objects to remove; empty when nothing is left. Objects of others under the same names are not among them. */
    public List<JsonNode> next(LiveService service) {
        return Stream.<List<JsonNode>>of(children(service), claims.of(service.names()), keys(service.names()))
                .filter(remains -> !remains.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<JsonNode> children(LiveService service) {
        Names names = service.names();
        return Stream.of(
                        new ObjectRef(ObjectKind.STATEFUL_SET, names.namespace(), names.statefulSet()),
                        new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, names.namespace(), names.podDisruptionBudget()),
                        new ObjectRef(ObjectKind.HEADLESS_SERVICE, names.namespace(), names.headlessService()),
                        new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()),
                        new ObjectRef(ObjectKind.SECRET, names.namespace(), names.clientSecret()),
                        new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()))
                .map(cluster::get)
                .flatMap(Optional::stream)
                .filter(child -> Trees.isControlledBy(child, service.uid()))
                .filter(Predicate.not(Trees::isDeleting))
                .toList();
    }

    private List<JsonNode> keys(Names names) {
        return cluster
                .get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.keySecret()))
                .filter(key -> Trees.label(key, Labels.SERVICE_NAME).equals(names.service()))
                .filter(key -> Trees.controller(key).isEmpty())
                .filter(Predicate.not(Trees::isDeleting))
                .stream()
                .toList();
    }
}
