package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A cluster in which a policy may refuse the deletion of some kinds. It records what was listed before the first deletion. */
final class PolicedCluster extends Cluster {

    private final Set<ObjectKind> kept = EnumSet.noneOf(ObjectKind.class);
    private final List<ObjectKind> listed = new ArrayList<>();
    private boolean deletes;

    PolicedCluster(KubernetesClient client) {
        super(client);
    }

    void keep(ObjectKind kind) {
        kept.add(kind);
    }

    void keepNothing() {
        kept.clear();
    }

    /** What was listed after the last list of Pipelines and before anything was deleted. */
    List<ObjectKind> listedAfterPipelines() {
        int last = Math.max(listed.lastIndexOf(ObjectKind.PIPELINE), listed.lastIndexOf(ObjectKind.SERVING_PIPELINE));
        return listed.subList(last + 1, listed.size());
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        note(kind);
        return super.list(kind, namespace);
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        note(kind);
        return super.list(kind, namespace, labelSelector);
    }

    private void note(ObjectKind kind) {
        if (!deletes) {
            listed.add(kind);
        }
    }

    @Override
    public WriteResult delete(JsonNode live) {
        ObjectKind kind = ObjectRef.of(live).kind();
        deletes |= kind == ObjectKind.STATEFUL_SET;
        return kept.contains(kind)
                ? new WriteResult.Rejected("a policy keeps each " + kind.kind(), List.of())
                : super.delete(live);
    }
}
