package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.change.StoredData;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.secrets.SecretOwnership;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Retains the data of a deleted service where its user asks for that, and hands it to the next service of that name: claims, the encryption
 * key, and the client credentials. Each is marked before anything is deleted, while the layout of the data is still known.
 */
@Singleton
public class DataRetention {

    private final ClusterWriter cluster;
    private final PersistentVolumeClaims claims;
    private final EncryptionNames encryptions;
    private final ObjectEdit edit;

    @Inject
    public DataRetention(ClusterWriter cluster, PersistentVolumeClaims claims) {
        this.cluster = cluster;
        this.claims = claims;
        this.encryptions = new EncryptionNames(cluster);
        this.edit = new ObjectEdit(cluster);
    }

    /** Whether the user asks for the data to be retained. */
    boolean isAsked(LiveService service) {
        return ObjectMetas.annotation(service.tree(), Annotations.RETAIN).equals("true");
    }

    /** Marks all that is retained. What is marked already was marked by a reconcile that saw more than is left now. */
    void mark(LiveService service) {
        JsonNode statefulSet =
                child(service.names(), ObjectKind.STATEFUL_SET, service.names().statefulSet());
        Names names = service.names().withEncryption(RunningEncryption.changes(statefulSet));
        StoredData data = StoredData.of(new LiveChildren(
                statefulSet,
                child(names, ObjectKind.CONFIG_MAP, names.configMap()),
                child(names, ObjectKind.SECRET, names.keySecret()),
                false));
        claims.of(names).forEach(claim -> mark(claim, names, data.annotations()));
        Stream.concat(
                        Stream.of(names.keySecret(), names.clientSecret()),
                        encryptions.all(names).stream().map(Names::keySecret))
                .distinct()
                .map(name -> cluster.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name)))
                .flatMap(Optional::stream)
                .filter(secret -> SecretOwnership.isOurs(secret, names, service.uid()))
                .forEach(secret -> mark(secret, names, Map.of()));
    }

    /**
     * Ends the retention of claims whose servers exist again: these show how the data is laid out. Those that were left to Numaflow's
     * controller are taken back. @return those that were either
     */
    List<ObjectRef> adopt(Names names) {
        List<JsonNode> retained =
                claims.of(names).stream().filter(DataRetention::isMarked).toList();
        retained.forEach(claim -> edit.write(claim, live -> !isMarked(live), DataRetention::unmarked));
        return retained.stream().map(ObjectRef::of).toList();
    }

    private static boolean isMarked(JsonNode claim) {
        return !ObjectMetas.annotation(claim, Annotations.RETAINED_FOR).isEmpty()
                || !ObjectMetas.annotation(claim, Annotations.RELEASE).isEmpty();
    }

    private static JsonNode unmarked(JsonNode live) {
        ObjectNode unmarked = live.deepCopy();
        unmarked.withObject("/metadata/annotations")
                .remove(List.of(
                        Annotations.RETAINED_FOR, Annotations.NODES, Annotations.ENCRYPTION, Annotations.RELEASE));
        return unmarked;
    }

    private void mark(JsonNode object, Names names, Map<String, String> data) {
        edit.write(
                object,
                live -> ObjectMetas.annotation(live, Annotations.RETAINED_FOR).equals(names.isbsvcName()),
                live -> marked(live, names, data));
    }

    /** Without our owner reference, or the garbage collector would delete it together with the service. */
    private static JsonNode marked(JsonNode live, Names names, Map<String, String> data) {
        ObjectNode marked = live.deepCopy();
        ObjectNode annotations = marked.withObject("/metadata/annotations");
        annotations.put(Annotations.RETAINED_FOR, names.isbsvcName());
        data.forEach(annotations::put);
        ArrayNode owners = marked.withObject("/metadata").withArray("ownerReferences");
        owners.removeIf(owner -> owner.path("controller").asBoolean());
        return marked;
    }

    private JsonNode child(Names names, ObjectKind kind, String name) {
        return cluster.get(new ObjectRef(kind, names.namespace(), name)).orElse(JsonNodeFactory.instance.missingNode());
    }
}
