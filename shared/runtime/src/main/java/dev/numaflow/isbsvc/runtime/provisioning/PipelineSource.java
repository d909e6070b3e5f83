package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which Pipelines and ServingPipelines live. */
@Singleton
public class PipelineSource {

    private final ClusterView view;

    @Inject
    public PipelineSource(ClusterView view) {
        this.view = view;
    }

    /** Those of one namespace. */
    public LivePipelines in(String namespace) {
        List<JsonNode> objects = new ArrayList<>(view.list(ObjectKind.PIPELINE, namespace));
        objects.addAll(view.listIfDefined(ObjectKind.SERVING_PIPELINE, namespace));
        return LivePipelines.of(objects);
    }

    /** Those of all namespaces. */
    public LivePipelines everywhere() {
        List<JsonNode> objects = new ArrayList<>(view.list(ObjectKind.PIPELINE));
        objects.addAll(view.listIfDefined(ObjectKind.SERVING_PIPELINE));
        return LivePipelines.of(objects);
    }

    /** The one of this name at this very moment, be it the same or made anew. */
    Optional<StreamOwner> now(StreamOwner owner) {
        return ObjectKind.ofKind(owner.kind())
                .flatMap(kind -> view.get(new ObjectRef(kind, owner.namespace(), owner.name())))
                .map(StreamOwner::of);
    }
}
