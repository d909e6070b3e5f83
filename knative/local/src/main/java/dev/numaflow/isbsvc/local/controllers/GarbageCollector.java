package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.ObjectPath;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands in for the garbage collector: watches every type that the server has and deletes, in the background, objects of which no
 * owner lives any longer.
 */
final class GarbageCollector implements AutoCloseable {
    /** A new type can be watched shortly after its definition is created. */
    private static final Duration NEW_TYPE_PAUSE = Duration.ofSeconds(1);

    private static final List<String> NEEDED = List.of("list", "watch", "delete");

    private final KubernetesClient client;
    private final Writes writes;
    private final Loop collecting = new Loop("garbage-collector", this::collect);
    private final Loop discovering = new Loop("garbage-collector-types", this::discover);
    private final Watches objects = new Watches(collecting::trigger);
    private final Watches definitions = new Watches(discovering::trigger);
    private final Map<Type, Known<GenericKubernetesResource>> watched = new ConcurrentHashMap<>();

    /** A served type. */
    private record Type(String apiVersion, String kind, String plural, boolean namespaced) {}

    GarbageCollector(KubernetesClient client) {
        this.client = client;
        this.writes = new Writes(client);
        definitions.watch(client.apiextensions().v1().customResourceDefinitions());
        discovering.trigger();
    }

    private void discover() {
        Set<Type> found = Stream.concat(
                        Stream.of("v1"),
                        client.getApiGroups().getGroups().stream()
                                .map(group -> group.getPreferredVersion().getGroupVersion()))
                .flatMap(version -> client.getApiResources(version).getResources().stream()
                        .filter(GarbageCollector::isCollected)
                        .map(type -> new Type(version, type.getKind(), type.getName(), type.getNamespaced())))
                .collect(Collectors.toSet());
        found.removeAll(watched.keySet());
        found.forEach(type -> watched.put(type, objects.watch(resources(type).inAnyNamespace())));
        if (!found.isEmpty()) {
            discovering.triggerAfter(NEW_TYPE_PAUSE);
        }
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            resources(Type type) {
        return client.genericKubernetesResources(type.apiVersion(), type.kind());
    }

    /** Events refer to objects but are never owned. */
    private static boolean isCollected(APIResource resource) {
        return !resource.getName().contains("/")
                && !resource.getName().equals("events")
                && resource.getVerbs().containsAll(NEEDED);
    }

    private void collect() {
        if (watched.isEmpty() || !objects.complete()) {
            return;
        }
        Set<String> living = watched.values().stream()
                .flatMap(known -> known.all().stream())
                .map(object -> object.getMetadata().getUid())
                .collect(Collectors.toSet());
        watched.forEach((type, known) -> Loop.each(
                known.all().stream().filter(object -> isLost(object, living)).toList(),
                object -> delete(type, object)));
    }

    private boolean isLost(HasMetadata object, Set<String> living) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return object.getMetadata().getDeletionTimestamp() == null
                && owners != null
                && !owners.isEmpty()
                && owners.stream().noneMatch(owner -> living.contains(owner.getUid()))
                && owners.stream()
                        .noneMatch(owner -> mayLive(owner, object.getMetadata().getNamespace()));
    }

    /** Asks the server: a cache may lag, and an owner of a type that is not watched may live. */
    private boolean mayLive(OwnerReference owner, String namespace) {
        for (Type type : watched.keySet()) {
            if (type.apiVersion().equals(owner.getApiVersion()) && type.kind().equals(owner.getKind())) {
                GenericKubernetesResource live = type.namespaced()
                        ? resources(type)
                                .inNamespace(namespace)
                                .withName(owner.getName())
                                .get()
                        : resources(type).withName(owner.getName()).get();
                return live != null && live.getMetadata().getUid().equals(owner.getUid());
            }
        }
        return true;
    }

    private void delete(Type type, GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        ObjectPath path = new ObjectPath(type.apiVersion(), type.plural(), meta.getNamespace(), meta.getName());
        writes.delete(path, meta.getUid(), "Background");
    }

    @Override
    public void close() {
        definitions.close();
        objects.close();
        discovering.close();
        collecting.close();
    }
}
