package dev.numaflow.isbsvc.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A process that dies as soon as its n-th request has been carried out, before it sees the answer. */
public final class DyingCluster extends Cluster {

    /** The death of the process: nothing of its code may catch it. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final boolean isOnlyWriting;
    private int requestsLeft;

    public DyingCluster(KubernetesClient client, int requestsLeft) {
        this(client, requestsLeft, false);
    }

    private DyingCluster(KubernetesClient client, int requestsLeft, boolean isOnlyWriting) {
        super(client);
        this.requestsLeft = requestsLeft;
        this.isOnlyWriting = isOnlyWriting;
    }

    /** One that dies after a write: whoever dies after a read leaves the same behind as after the write before. */
    public static DyingCluster afterWrite(KubernetesClient client, int writesLeft) {
        return new DyingCluster(client, writesLeft, true);
    }

    /** Whether it has died. */
    public boolean isDead() {
        return requestsLeft < 0;
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        return read(() -> super.get(ref));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return read(() -> super.list(kind, namespace));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        return read(() -> super.list(kind, namespace, labelSelector));
    }

    @Override
    public WriteResult create(JsonNode object) {
        return counted(() -> super.create(object));
    }

    @Override
    public WriteResult tryCreate(JsonNode object) {
        return counted(() -> super.tryCreate(object));
    }

    @Override
    public WriteResult tryReplace(JsonNode object) {
        return counted(() -> super.tryReplace(object));
    }

    @Override
    public WriteResult replace(JsonNode object) {
        return counted(() -> super.replace(object));
    }

    @Override
    public WriteResult replaceStatus(JsonNode object) {
        return counted(() -> super.replaceStatus(object));
    }

    @Override
    public WriteResult delete(JsonNode live) {
        return counted(() -> super.delete(live));
    }

    @Override
    public WriteResult deleteAlone(JsonNode live) {
        return counted(() -> super.deleteAlone(live));
    }

    private <T> T read(Supplier<T> request) {
        return isOnlyWriting ? request.get() : counted(request);
    }

    private <T> T counted(Supplier<T> request) {
        T answer = request.get();
        if (--requestsLeft < 0) {
            throw new Death();
        }
        return answer;
    }
}
