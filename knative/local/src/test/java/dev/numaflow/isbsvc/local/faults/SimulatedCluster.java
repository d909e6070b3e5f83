package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.testkit.Lifespan;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One namespace with all that lives in it, from its first object to its last. */
final class SimulatedCluster implements AutoCloseable {

    private final EmbeddedCluster api;
    private final JetStreamManagement servers;
    private final String namespace;
    private final Sources sources;
    private final Broker broker;
    private final Kubelet kubelet;
    private final Cluster users;
    private final List<String> notes = new ArrayList<>();
    private final Watch watch = new Watch(this);
    private boolean restless = true;

    /**
     * @param loaded takes the configuration that the servers are given
     * @param calls how the functions of this world are reached
     */
    SimulatedCluster(
            EmbeddedCluster api,
            JetStreamManagement servers,
            Consumer<LiveConfig> loaded,
            Installation installation,
            String namespace,
            Function<SimulatedCluster, Calls> calls) {
        this.api = api;
        this.servers = servers;
        this.namespace = namespace;
        this.sources = new Sources(installation.sources());
        this.broker = new Broker(installation, this, calls.apply(this));
        this.users = cluster(Lifespan.endless());
        this.kubelet = new Kubelet(users, namespace, this::loseData, loaded);
        api.create("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
    }

    /** The API server, as a process sees it that lives for so long. */
    Cluster cluster(Lifespan life) {
        return new WatchedCluster(api.client(), this::changed, life);
    }

    private void changed(String verb, JsonNode object) {
        restless = true;
        watch.know(verb, object);
        if (ObjectRef.of(object).namespace().equals(namespace)) {
            kubelet.changed(ObjectRef.of(object).kind());
            sources.of(verb, object).forEach(broker::take);
        }
    }

    Broker broker() {
        return broker;
    }

    /** Tells of what somebody has changed who does not tell of it. */
    void readChanges() {
        kubelet.changed(ObjectKind.PERSISTENT_VOLUME_CLAIM);
        watch.changes().forEach(change -> changed(change.verb(), change.object()));
    }

    String namespace() {
        return namespace;
    }

    void note(String what) {
        notes.add(what);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Lets the cluster do what it does by itself, where anything has changed. */
    void settleControllers() {
        if (restless) {
            kubelet.settle();
            restless = false;
        }
    }

    // What users do. Whatever they ask for that is not there is left alone.

    void create(JsonNode object) {
        users.create(object);
    }

    void change(ObjectKind kind, String name, Consumer<ObjectNode> change) {
        find(kind, name).ifPresent(live -> {
            ObjectNode next = live.deepCopy();
            change.accept(next);
            // Under another name than that of the functions, which take what they wrote themselves for theirs.
            changed("update", api.replace(next));
        });
    }

    void delete(ObjectKind kind, String name) {
        find(kind, name).ifPresent(users::delete);
    }

    void podFails(String pod, boolean fails) {
        restless = true;
        kubelet.fails(pod, fails);
    }

    Optional<JsonNode> find(ObjectKind kind, String name) {
        return users.get(new ObjectRef(kind, namespace, name));
    }

    List<JsonNode> all(ObjectKind kind) {
        return users.list(kind, namespace);
    }

    // The disks.

    /** Of this namespace, in order. */
    List<String> streams() {
        return asked(() -> servers.getStreamNames().stream()
                .filter(name -> name.contains(namespace))
                .sorted()
                .toList());
    }

    String config(String stream) {
        return asked(() -> servers.getStreamInfo(stream).getConfiguration().toJson());
    }

    List<String> consumers(String stream) {
        return asked(() -> servers.getConsumers(stream).stream()
                .map(ConsumerInfo::getConsumerConfiguration)
                .map(config -> config.toJson())
                .sorted()
                .toList());
    }

    void deleteStream(String name) {
        asked(() -> streams().contains(name) && servers.deleteStream(name));
    }

    void deleteConsumers(String stream) {
        asked(() -> {
            if (streams().contains(stream)) {
                for (String consumer : servers.getConsumerNames(stream)) {
                    servers.deleteConsumer(stream, consumer);
                }
            }
            return true;
        });
    }

    private void loseData() {
        streams().forEach(this::deleteStream);
    }

    private interface Question<T> {
        T ask() throws IOException, JetStreamApiException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (JetStreamApiException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything, so that the next one starts on an empty cluster. */
    @Override
    public void close() {
        loseData();
        for (ObjectKind kind : List.of(ObjectKind.PIPELINE, ObjectKind.SERVING_PIPELINE, ObjectKind.ISB_SERVICE)) {
            for (JsonNode object : all(kind)) {
                change(kind, ObjectRef.of(object).name(), live -> ((ObjectNode) live.path("metadata"))
                        .remove("finalizers"));
            }
        }
        api.deleteNamespace(namespace);
    }
}
