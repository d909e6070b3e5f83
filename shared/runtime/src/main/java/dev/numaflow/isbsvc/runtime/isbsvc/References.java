package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Finds the Pipelines that use a service. One whose spec is otherwise invalid uses it just as well. */
@Singleton
public class References {

    private final ClusterView objects;

    @Inject
    public References(ClusterView objects) {
        this.objects = objects;
    }

    /** Pipelines and ServingPipelines of the service's namespace and instance that refer to it, in readable form. */
    public List<String> to(LiveService service) {
        Names names = service.names();
        String instance = ObjectMetas.annotation(service.tree(), Annotations.INSTANCE);
        return Stream.concat(
                        objects.list(ObjectKind.PIPELINE, names.namespace()).stream(),
                        objects.listIfDefined(ObjectKind.SERVING_PIPELINE, names.namespace()).stream())
                .filter(user -> PipelineLikes.serviceName(user).equals(names.isbsvcName()))
                .filter(user ->
                        ObjectMetas.annotation(user, Annotations.INSTANCE).equals(instance))
                .map(user -> ObjectRef.of(user).toString())
                .sorted()
                .toList();
    }
}
