package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which service may roll out a change of the controller's configuration that affects all services: one after the other, and none
 * after one that does not become ready again.
 */
@Singleton
public class RolloutQueue {

    private final ClusterView objects;

    @Inject
    public RolloutQueue(ClusterView objects) {
        this.objects = objects;
    }

    /** Another service of the instance that runs these images already, and whose pods are not all ready again. */
    Optional<String> rollsFirst(LiveService service, JetStreamVersion images) {
        return services(service)
                .filter(other -> !ObjectMetas.uid(other).equals(service.uid()))
                .filter(Predicate.not(ObjectMetas::isDeleting))
                .filter(Predicate.not(Release::isDone))
                .filter(other -> statefulSet(other)
                        .filter(set -> runs(set, images))
                        .filter(set -> !isBack(set))
                        .isPresent())
                .map(other -> names(other).toString())
                .findFirst();
    }

    /** The service whose Lease serializes all: otherwise reconciles of two services could both find the queue empty. */
    JsonNode keeper(LiveService service) {
        return services(service).findFirst().orElse(service.tree());
    }

    private Stream<JsonNode> services(LiveService service) {
        List<JsonNode> all = objects.list(ObjectKind.ISB_SERVICE);
        return all.stream()
                .filter(tree -> ObjectMetas.annotation(tree, Annotations.INSTANCE)
                        .equals(service.config().instance()))
                .sorted(Comparator.comparing(tree -> names(tree).toString()));
    }

    private Optional<JsonNode> statefulSet(JsonNode service) {
        Names names = names(service);
        return objects.get(ObjectRef.ofStatefulSet(names))
                .filter(set -> ObjectMetas.isControlledBy(set, ObjectMetas.uid(service)));
    }

    private static boolean runs(JsonNode statefulSet, JetStreamVersion images) {
        return JetStreamVersion.of(statefulSet).filter(images::hasImagesOf).isPresent();
    }

    private static boolean isBack(JsonNode statefulSet) {
        JsonNode status = statefulSet.path("status");
        int replicas = statefulSet.at("/spec/replicas").asInt(1);
        return status.path("observedGeneration").asLong() >= ObjectMetas.generation(statefulSet)
                && status.path("updatedReplicas").asInt() >= replicas
                && status.path("readyReplicas").asInt() >= replicas;
    }

    private static Names names(JsonNode service) {
        ObjectRef ref = ObjectRef.of(service);
        return new Names(ref.namespace(), ref.name());
    }
}
