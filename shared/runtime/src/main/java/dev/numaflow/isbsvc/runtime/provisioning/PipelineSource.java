package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads which Pipelines and ServingPipelines exist. */
@Singleton
public class PipelineSource {

    private static final Logger LOG = Logger.getLogger(PipelineSource.class);

    private final ClusterView view;

    /** Reads one object, so that its failure does not keep the others from being read. */
    public interface Isolated {

        /** @return nothing where it is unreadable */
        Optional<List<PipelineRef>> read(JsonNode object, Supplier<List<PipelineRef>> reading);
    }

    @Inject
    public PipelineSource(ClusterView view) {
        this.view = view;
    }

    /** Those of one namespace. */
    public LivePipelines in(String namespace) {
        List<JsonNode> objects = new ArrayList<>(view.list(ObjectKind.PIPELINE, namespace));
        objects.addAll(view.listIfDefined(ObjectKind.SERVING_PIPELINE, namespace));
        return living(objects, PipelineSource::logged);
    }

    /** Those of all namespaces. */
    public LivePipelines everywhere() {
        return everywhere(PipelineSource::logged);
    }

    /** The same, each read through this. */
    public LivePipelines everywhere(Isolated isolated) {
        List<JsonNode> objects = new ArrayList<>(view.list(ObjectKind.PIPELINE));
        objects.addAll(view.listIfDefined(ObjectKind.SERVING_PIPELINE));
        return living(objects, isolated);
    }

    /** An unreadable one keeps its streams, and does not keep the others from being read. */
    private static LivePipelines living(List<JsonNode> objects, Isolated isolated) {
        List<PipelineRef> pipelines = new ArrayList<>();
        for (JsonNode object : objects) {
            isolated.read(object, () -> LivePipelines.of(List.of(object)).pipelines())
                    .ifPresent(pipelines::addAll);
        }
        return new LivePipelines(
                pipelines, objects.stream().map(StreamOwner::of).toList());
    }

    /** While one service is reconciled, the failure is only logged: `repair` reports it. */
    private static Optional<List<PipelineRef>> logged(JsonNode object, Supplier<List<PipelineRef>> reading) {
        try {
            return Optional.of(reading.get());
        } catch (RuntimeException | Error e) {
            FailureLog.log(LOG, ObjectRef.of(object) + " cannot be read", e);
            return Optional.empty();
        }
    }

    /** The Pipeline of this name as read again, be it the same or a new one. */
    Optional<StreamOwner> now(StreamOwner owner) {
        return ObjectKind.ofKind(owner.kind())
                .flatMap(kind -> view.get(new ObjectRef(kind, owner.namespace(), owner.name())))
                .map(StreamOwner::of);
    }
}
