package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Events;
import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Stands in for the StatefulSet controller: reconciles every set by its next steps and writes its status. */
final class StatefulSetController implements AutoCloseable {
    private final Loop loop = new Loop("statefulset-controller", this::reconcileAll);
    private final Watches watches = new Watches(loop::trigger);
    private final Writes writes;
    private final Events events;
    private final Known<StatefulSet> sets;
    private final Known<Pod> pods;
    private final Known<PersistentVolumeClaim> claims;

    StatefulSetController(KubernetesClient client) {
        writes = new Writes(client);
        events = new Events(client, "statefulset-controller");
        sets = watches.watch(client.apps().statefulSets().inAnyNamespace());
        pods = watches.watch(client.pods().inAnyNamespace());
        claims = watches.watch(client.persistentVolumeClaims().inAnyNamespace());
    }

    private void reconcileAll() {
        if (watches.complete()) {
            Loop.each(sets.all(), this::reconcile);
        }
    }

    private void reconcile(StatefulSet set) {
        List<String> refusals = Unhonoured.of(set);
        if (!refusals.isEmpty()) {
            events.warn(set, "NotHonoured", String.join("; ", refusals));
            return;
        }
        String namespace = set.getMetadata().getNamespace();
        SetPlan plan = new SetPlan(
                set,
                pods.all(),
                claims.all().stream()
                        .filter(claim -> namespace.equals(claim.getMetadata().getNamespace()))
                        .collect(Collectors.toMap(claim -> claim.getMetadata().getName(), Function.identity())));
        plan.created().forEach(writes::create);
        plan.deleted().forEach(writes::delete);
        StatefulSetStatus status = plan.status();
        if (!status.equals(set.getStatus())) {
            writes.replaceStatus(new StatefulSetBuilder(set).withStatus(status).build());
        }
    }

    @Override
    public void close() {
        watches.close();
        loop.close();
    }
}
