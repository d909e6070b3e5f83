package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.DueCertificates;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything that one scan compares, read by one paged list for each kind however many services there are. Of Secrets it holds names,
 * labels and owners alone. A child without our labels is not found, and so counts as missing: the function that is called for it
 * reads the live one.
 */
final class Snapshot implements ClusterView {

    private static final String OURS = Labels.COMPONENT + "=isbsvc";
    private static final List<ObjectKind> WHOLE =
            List.of(ObjectKind.ISB_SERVICE, ObjectKind.POD_DISRUPTION_BUDGET, ObjectKind.NAMESPACE);
    private static final List<ObjectKind> LABELLED = List.of(
            ObjectKind.STATEFUL_SET,
            ObjectKind.SERVICE,
            ObjectKind.CONFIG_MAP,
            ObjectKind.POD,
            ObjectKind.PERSISTENT_VOLUME_CLAIM);

    /** Children: field ownership decides whether a difference is drift. */
    private static final Set<ObjectKind> COMPARED = EnumSet.of(
            ObjectKind.STATEFUL_SET, ObjectKind.SERVICE, ObjectKind.CONFIG_MAP, ObjectKind.POD_DISRUPTION_BUDGET);

    /** There may be thousands, and only one that is gone with a node of ours is asked for. */
    private static final Set<ObjectKind> MACHINES = EnumSet.of(ObjectKind.PERSISTENT_VOLUME, ObjectKind.NODE);

    private final Map<ObjectKind, Map<String, List<JsonNode>>> byNamespace = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectRef, JsonNode> byRef = new HashMap<>();

    private final Map<String, List<JsonNode>> events = new HashMap<>();
    private final Cluster cluster;

    private Snapshot(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Reads all of it. */
    static Snapshot of(Cluster cluster) {
        Snapshot snapshot = new Snapshot(cluster);
        WHOLE.forEach(kind -> snapshot.add(kind, cluster.list(kind)));
        snapshot.add(ObjectKind.PIPELINE, cluster.list(ObjectKind.PIPELINE));
        snapshot.add(ObjectKind.SERVING_PIPELINE, cluster.listIfDefined(ObjectKind.SERVING_PIPELINE));
        LABELLED.forEach(kind -> snapshot.add(kind, cluster.listEverywhere(kind, OURS)));
        snapshot.add(ObjectKind.SECRET, cluster.metadata().listEverywhere(ObjectKind.SECRET, OURS));
        snapshot.addNamedSecrets();
        return snapshot;
    }

    /** Those of users, which have none of our labels: the metadata of each that a service names. */
    private void addNamedSecrets() {
        list(ObjectKind.ISB_SERVICE).stream()
                .flatMap(service -> DueCertificates.secret(service).stream())
                .distinct()
                .filter(ref -> !byRef.containsKey(ref))
                .flatMap(ref -> cluster.metadata().get(ref).stream())
                .forEach(secret -> add(ObjectKind.SECRET, List.of(secret)));
    }

    private void add(ObjectKind kind, List<JsonNode> objects) {
        Map<String, List<JsonNode>> namespaces = byNamespace.computeIfAbsent(kind, each -> new HashMap<>());
        for (JsonNode object : objects) {
            if (!COMPARED.contains(kind) && object.path("metadata") instanceof ObjectNode metadata) {
                // There are many, and field ownership matters only where fields are compared.
                metadata.remove("managedFields");
            }
            ObjectRef ref = ObjectRef.of(object);
            byRef.put(ref, object);
            namespaces
                    .computeIfAbsent(ref.namespace(), each -> new ArrayList<>())
                    .add(object);
        }
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        if (MACHINES.contains(ref.kind())) {
            return cluster.get(ref);
        }
        listed(ref.kind());
        return Optional.ofNullable(byRef.get(ref));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind) {
        return listed(kind).values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return List.copyOf(listed(kind).getOrDefault(namespace, List.of()));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        if (MACHINES.contains(kind)) {
            return cluster.list(kind, namespace, labelSelector);
        }
        String[] label = labelSelector.split("=", 2);
        if (label.length != 2 || label[0].endsWith("!") || labelSelector.contains(",")) {
            throw new IllegalArgumentException("only key=value is looked up in a snapshot, not " + labelSelector);
        }
        return listed(kind).getOrDefault(namespace, List.of()).stream()
                .filter(object -> ObjectMetas.label(object, label[0]).equals(label[1]))
                .toList();
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind, String namespace) {
        return list(kind, namespace);
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind) {
        return list(kind);
    }

    /** Read on first use, for all objects of the kind at once: at rest no check needs them. */
    @Override
    public List<JsonNode> eventsAbout(ObjectRef object) {
        return eventsAbout(object, "", () -> cluster.eventsAbout(object.kind()));
    }

    @Override
    public List<JsonNode> eventsAbout(ObjectRef object, String reason) {
        return eventsAbout(object, reason, () -> cluster.eventsAbout(object.kind(), reason));
    }

    private synchronized List<JsonNode> eventsAbout(ObjectRef object, String reason, Supplier<List<JsonNode>> read) {
        return events.computeIfAbsent(object.kind() + "/" + reason, each -> read.get()).stream()
                .filter(event -> event.at("/involvedObject/namespace").asText().equals(object.namespace()))
                .filter(event -> event.at("/involvedObject/name").asText().equals(object.name()))
                .toList();
    }

    /** What was not read must not count as absent. */
    private Map<String, List<JsonNode>> listed(ObjectKind kind) {
        return Optional.ofNullable(byNamespace.get(kind))
                .orElseThrow(() -> new IllegalArgumentException("a snapshot holds no " + kind.kind()));
    }
}
