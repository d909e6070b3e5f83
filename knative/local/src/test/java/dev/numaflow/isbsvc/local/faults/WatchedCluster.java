package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.testkit.Lifespan;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The API server, as seen by one process: tells of every change that it makes, counts its life, and serves no dead one. */
final class WatchedCluster extends Cluster {

    private final BiConsumer<String, JsonNode> changes;
    private final Lifespan life;

    WatchedCluster(KubernetesClient client, BiConsumer<String, JsonNode> changes, Lifespan life) {
        super(client);
        this.changes = changes;
        this.life = life;
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        return counted(() -> super.get(ref));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind) {
        return counted(() -> super.list(kind));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return counted(() -> super.list(kind, namespace));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        return counted(() -> super.list(kind, namespace, labelSelector));
    }

    @Override
    public WriteResult create(JsonNode object) {
        return counted(() -> reported("add", super.create(object)));
    }

    @Override
    public WriteResult replace(JsonNode object) {
        return counted(() -> reported("update", super.replace(object)));
    }

    @Override
    public WriteResult replaceStatus(JsonNode object) {
        return counted(() -> reported("update", super.replaceStatus(object)));
    }

    @Override
    public WriteResult delete(JsonNode live) {
        return counted(() -> {
            WriteResult written = super.delete(live);
            if (written instanceof WriteResult.Done) {
                Optional<JsonNode> left = super.get(ObjectRef.of(live));
                changes.accept(left.isPresent() ? "update" : "delete", left.orElse(live));
            }
            return written;
        });
    }

    private WriteResult reported(String verb, WriteResult written) {
        if (written instanceof WriteResult.Done done) {
            changes.accept(isGone(done.object()) ? "delete" : verb, done.object());
        }
        return written;
    }

    /** The last finalizer was removed: the API server has removed the object as well. */
    private static boolean isGone(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp")
                && object.path("metadata").path("finalizers").isEmpty();
    }

    private <T> T counted(Supplier<T> request) {
        if (life.isOver()) {
            throw new ProcessKilled();
        }
        T answer = request.get();
        if (!life.outlives()) {
            throw new ProcessKilled();
        }
        return answer;
    }
}
