package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Reads which Pipelines and ServingPipelines live. */
@Singleton
public class PipelineSource {

    private final Cluster cluster;

    @Inject
    public PipelineSource(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Those of one namespace. */
    public LivePipelines in(String namespace) {
        List<JsonNode> objects = new ArrayList<>(cluster.list(ObjectKind.PIPELINE, namespace));
        objects.addAll(cluster.listIfDefined(ObjectKind.SERVING_PIPELINE, namespace));
        return LivePipelines.of(objects);
    }

    /** Those of all namespaces. */
    public LivePipelines everywhere() {
        List<JsonNode> objects = new ArrayList<>(cluster.list(ObjectKind.PIPELINE));
        objects.addAll(cluster.listIfDefined(ObjectKind.SERVING_PIPELINE));
        return LivePipelines.of(objects);
    }
}
