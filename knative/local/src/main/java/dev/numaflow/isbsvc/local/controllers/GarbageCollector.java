package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.ObjectPath;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Stands in for the garbage collector: watches every type that the server has and deletes objects without live owners. */
final class GarbageCollector implements AutoCloseable {
    /** A new type can be watched shortly after its definition is created. */
    private static final Duration NEW_TYPE_PAUSE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Writes writes;
    private final Loop collecting = new Loop("garbage-collector", this::collect);
    private final Loop discovering = new Loop("garbage-collector-types", this::discover);
    private final Watches objects = new Watches(collecting::trigger);
    private final Watches definitions = new Watches(discovering::trigger);
    private final Map<ServedType, Known<GenericKubernetesResource>> watched = new ConcurrentHashMap<>();

    GarbageCollector(KubernetesClient client) {
        this.client = client;
        this.writes = new Writes(client);
        definitions.watch(client.apiextensions().v1().customResourceDefinitions());
        discovering.trigger();
    }

    private void discover() {
        boolean found = false;
        for (ServedType type : ServedType.all(client)) {
            if (!watched.containsKey(type)) {
                watched.put(type, objects.watch(type.resources(client).inAnyNamespace()));
                found = true;
            }
        }
        if (found) {
            discovering.triggerAfter(NEW_TYPE_PAUSE);
        }
    }

    private void collect() {
        if (watched.isEmpty() || !objects.complete()) {
            return;
        }
        List<Owned> all = watched.entrySet().stream()
                .flatMap(entry -> entry.getValue().all().stream()
                        .map(object -> new Owned(entry.getKey().plural(), object)))
                .toList();
        Loop.each(new CollectionPlan(all, gone(all)).acts(), this::carryOut);
    }

    /** Reads every unknown owner from the server: a cache may lag, and it may be of an unknown type. */
    private Set<String> gone(List<Owned> all) {
        Set<String> known = all.stream().map(Owned::uid).collect(Collectors.toSet());
        Set<String> gone = new HashSet<>();
        for (Owned object : all) {
            CollectionPlan.doubtful(object, known).stream()
                    .filter(owner -> !gone.contains(owner.getUid()) && isGone(owner, object))
                    .forEach(owner -> gone.add(owner.getUid()));
        }
        return gone;
    }

    private boolean isGone(OwnerReference owner, Owned dependant) {
        return watched.keySet().stream()
                .filter(type -> type.is(owner.getApiVersion(), owner.getKind()))
                .findFirst()
                .map(type -> type.live(client, dependant.object().getMetadata().getNamespace(), owner.getName()))
                .filter(live -> live.map(found -> !found.getMetadata().getUid().equals(owner.getUid()))
                        .orElse(true))
                .isPresent();
    }

    private void carryOut(CollectionPlan.Act act) {
        if (act instanceof CollectionPlan.Act.Delete delete) {
            writes.delete(
                    path(delete.which()), delete.which().uid(), delete.foreground() ? "Foreground" : "Background");
        } else if (act instanceof CollectionPlan.Act.Replace replace) {
            writes.replace(path(replace.which()), replace.changed());
        }
    }

    private static ObjectPath path(Owned owned) {
        return new ObjectPath(
                owned.object().getApiVersion(),
                owned.plural(),
                owned.object().getMetadata().getNamespace(),
                owned.object().getMetadata().getName());
    }

    @Override
    public void close() {
        definitions.close();
        objects.close();
        discovering.close();
        collecting.close();
    }
}
