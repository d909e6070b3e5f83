package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with one server on one volume on the real API server, and every edit that may change how its data is encrypted. */
abstract class EncryptionEdits {

    static final int RESTARTS_EVERY = 7;

    @TempDir
    Path folder;

    final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    enum Edit {
        TOGGLE_IN_THE_SPEC,
        BY_HAND,
        BY_NUMAFLOW,
        STATEFUL_SET_DELETED,
        CONFIG_MAP_DELETED,
        BOTH_DELETED
    }

    static String addedKey(WatchedService service) {
        return ObjectMetas.annotation(service.secret(service.names().keySecret()), Annotations.ADDED_KEY);
    }

    void annotate(WatchedService service, String annotation, String value) {
        edit(
                service.live(ObjectKind.SECRET, service.names().keySecret()).orElseThrow(),
                live -> ObjectMetas.annotation(live, annotation).equals(value),
                live -> live.withObject("/metadata/annotations").put(annotation, value));
    }

    void edit(JsonNode object, Predicate<JsonNode> isDone, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster()).write(object, isDone, live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed);
            return changed;
        });
    }

    void forget(WatchedService service, ObjectKind kind, String name) {
        edit(
                service.live(kind, name).orElseThrow(),
                live -> ObjectMetas.annotation(live, Annotations.ENCRYPTION).isEmpty(),
                live -> live.withObject("/metadata/annotations").remove(Annotations.ENCRYPTION));
    }

    static String configMap(WatchedService service) {
        return service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElseThrow()
                .at("/data/nats-js")
                .asText();
    }

    WatchedService service(String namespace, boolean encrypted) {
        return WatchedService.create(
                cluster,
                namespace,
                "{version: latest, replicas: 1, encryption: " + encrypted + ", persistence: {volumeSize: 1Gi}}");
    }

    void make(Edit edit, WatchedService service) {
        switch (edit) {
            case TOGGLE_IN_THE_SPEC -> toggle(service);
            case BY_HAND -> EncryptedServer.flipKey(cluster, service, "kubectl-edit");
            case BY_NUMAFLOW -> EncryptedServer.writeAsNumaflow(cluster, service);
            case STATEFUL_SET_DELETED ->
                delete(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
            case CONFIG_MAP_DELETED ->
                delete(service, ObjectKind.CONFIG_MAP, service.names().configMap());
            case BOTH_DELETED -> {
                delete(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
                delete(service, ObjectKind.CONFIG_MAP, service.names().configMap());
            }
        }
    }

    void delete(WatchedService service, ObjectKind kind, String name) {
        service.live(kind, name).ifPresent(cluster.cluster()::delete);
    }

    static boolean wanted(WatchedService service) {
        return service.live().orElseThrow().at("/spec/jetstream/encryption").asBoolean();
    }

    void toggle(WatchedService service) {
        boolean other = !wanted(service);
        edit(
                service.live().orElseThrow(),
                live -> live.at("/spec/jetstream/encryption").asBoolean() == other,
                live -> live.withObject("/spec/jetstream").put("encryption", other));
    }

    /** A walk on which each edit follows each other one, and itself, once. */
    static List<Edit> eachAfterEach() {
        Deque<Edit> open = new ArrayDeque<>(List.of(Edit.values()[0]));
        List<List<Edit>> left = new ArrayList<>();
        for (int i = 0; i < Edit.values().length; i++) {
            left.add(new ArrayList<>(List.of(Edit.values())));
        }
        List<Edit> walk = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Edit> next = left.get(open.peek().ordinal());
            if (next.isEmpty()) {
                walk.add(0, open.pop());
            } else {
                open.push(next.remove(next.size() - 1));
            }
        }
        return walk;
    }
}
