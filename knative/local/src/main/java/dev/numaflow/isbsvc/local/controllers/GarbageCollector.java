package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands in for the garbage collector: watches what a service and its pods consist of, and all custom resources as owners, and deletes, in
 * the background, objects of which no owner lives any longer.
 */
final class GarbageCollector implements AutoCloseable {
    private final KubernetesClient client;
    private final Writes writes;
    private final Loop loop = new Loop("garbage-collector", this::collect);
    private final Watches watches = new Watches(loop::trigger);
    private final List<Known<? extends HasMetadata>> known = new CopyOnWriteArrayList<>();
    private final Set<String> definitions = ConcurrentHashMap.newKeySet();

    GarbageCollector(KubernetesClient client) {
        this.client = client;
        this.writes = new Writes(client);
        Stream.<Informable<? extends HasMetadata>>of(
                        client.apiextensions().v1().customResourceDefinitions(),
                        client.apps().statefulSets().inAnyNamespace(),
                        client.pods().inAnyNamespace(),
                        client.services().inAnyNamespace(),
                        client.configMaps().inAnyNamespace(),
                        client.secrets().inAnyNamespace(),
                        client.persistentVolumeClaims().inAnyNamespace(),
                        client.policy().v1().podDisruptionBudget().inAnyNamespace(),
                        client.leases().inAnyNamespace())
                .forEach(type -> known.add(watches.watch(type)));
    }

    private void collect() {
        List<HasMetadata> all =
                known.stream().<HasMetadata>flatMap(type -> type.all().stream()).toList();
        all.stream()
                .filter(CustomResourceDefinition.class::isInstance)
                .filter(definition -> definitions.add(definition.getMetadata().getName()))
                .map(definition -> CustomResourceDefinitionContext.fromCrd((CustomResourceDefinition) definition))
                .forEach(type -> known.add(
                        watches.watch(client.genericKubernetesResources(type).inAnyNamespace())));
        if (watches.complete()) {
            Set<String> living =
                    all.stream().map(object -> object.getMetadata().getUid()).collect(Collectors.toSet());
            Loop.each(all.stream().filter(object -> isLost(object, living)).toList(), writes::delete);
        }
    }

    private boolean isLost(HasMetadata object, Set<String> living) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return !(object instanceof GenericKubernetesResource)
                && !object.isMarkedForDeletion()
                && owners != null
                && !owners.isEmpty()
                && owners.stream().noneMatch(owner -> living.contains(owner.getUid()) || mayLive(owner, object));
    }

    /** Asks the server: a cache may lag. An owner of a type that is not served may live. */
    private boolean mayLive(OwnerReference owner, HasMetadata owned) {
        try {
            GenericKubernetesResource live = client.genericKubernetesResources(owner.getApiVersion(), owner.getKind())
                    .inNamespace(owned.getMetadata().getNamespace())
                    .withName(owner.getName())
                    .get();
            return live != null && live.getMetadata().getUid().equals(owner.getUid());
        } catch (KubernetesClientException notServed) {
            return true;
        }
    }

    @Override
    public void close() {
        watches.close();
        loop.close();
    }
}
