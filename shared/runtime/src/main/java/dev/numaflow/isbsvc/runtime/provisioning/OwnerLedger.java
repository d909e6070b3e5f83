package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger of a service in its ConfigMap, as it was read. It is written under the Lease of the service alone, each time over
 * exactly what was read, and deleted when it is empty. No source watches it: the service owns it without controlling it.
 */
public final class OwnerLedger {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private final LiveService service;
    private final ObjectRef ref;
    private Optional<JsonNode> live;
    private StreamLedger entries;

    private OwnerLedger(Cluster cluster, LiveService service) {
        this.cluster = cluster;
        this.service = service;
        this.ref = ref(service.names());
        this.live = cluster.get(ref);
        this.entries = entries(live, service.names());
    }

    static OwnerLedger of(Cluster cluster, LiveService service) {
        return new OwnerLedger(cluster, service);
    }

    /** Reads the ledger of a service; empty where it has none, or another owner's object has its name. */
    public static StreamLedger read(ClusterView view, Names names) {
        return entries(view.get(ref(names)), names);
    }

    synchronized StreamLedger entries() {
        return entries;
    }

    /** Records the owners of these streams where they are not recorded yet. @throws LedgerRefused when that is impossible */
    synchronized void note(Collection<JsonNode> configs) {
        write(entries.with(configs));
    }

    /** Removes streams that are gone, or carry their owner themselves. */
    synchronized void strike(Set<String> streams) {
        write(entries.without(streams));
    }

    private void write(StreamLedger changed) {
        if (changed.equals(entries)) {
            return;
        }
        live.filter(object -> !isOurs(object, service.names())).ifPresent(foreign -> {
            throw refused("it is not ours; remove it, or give it another name");
        });
        live = written(changed);
        entries = changed;
    }

    private Optional<JsonNode> written(StreamLedger changed) {
        if (changed.metadata().isEmpty()) {
            live.ifPresent(object -> done(cluster.delete(object)));
            return Optional.empty();
        }
        ObjectNode object = live.map(JsonNode::<ObjectNode>deepCopy).orElseGet(this::fresh);
        object.set("data", JSON.valueToTree(changed.data()));
        return Optional.of(done(live.isPresent() ? cluster.replace(object) : cluster.create(object)));
    }

    private JsonNode done(WriteResult written) {
        if (written instanceof WriteResult.Done done) {
            return done.object();
        }
        if (written instanceof WriteResult.Rejected rejected) {
            throw refused(rejected.message());
        }
        // Only the holder of the Lease writes it: so the Lease was taken, or a user edits the ConfigMap.
        throw new LeaseTaken(ref);
    }

    private LedgerRefused refused(String why) {
        return new LedgerRefused("ConfigMap " + ref.name() + " cannot say whose the streams are: " + why);
    }

    private ObjectNode fresh() {
        ObjectNode object = ObjectMetas.ownedBy(service.tree(), ref);
        object.withObject("/metadata").set("labels", JSON.valueToTree(Labels.of(service.names())));
        return object;
    }

    private static StreamLedger entries(Optional<JsonNode> live, Names names) {
        return live.filter(object -> isOurs(object, names))
                .map(object -> StreamLedger.of(object.path("data")))
                .orElse(StreamLedger.EMPTY);
    }

    private static boolean isOurs(JsonNode object, Names names) {
        return ObjectMetas.label(object, Labels.SERVICE_NAME).equals(names.isbsvcName());
    }

    private static ObjectRef ref(Names names) {
        return new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.ownersConfigMap());
    }
}
