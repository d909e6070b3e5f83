package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Events;
import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Known<ControllerRevision> revisions;

    StatefulSetController(KubernetesClient client) {
        writes = new Writes(client);
        events = new Events(client, "statefulset-controller");
        sets = watches.watch(client.apps().statefulSets().inAnyNamespace());
        pods = watches.watch(client.pods().inAnyNamespace());
        claims = watches.watch(client.persistentVolumeClaims().inAnyNamespace());
        revisions = watches.watch(client.apps().controllerRevisions().inAnyNamespace());
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
        adoptOrphans(set);
        Instant now = Instant.now();
        SetView view = view(set);
        view.revisions().toWrite().ifPresent(this::writeRevision);
        new ClaimOwners(view).steps().forEach(this::carryOut);
        StatefulSetPlan.of(view, now).forEach(this::carryOut);
        if (!view.isDeleted()) {
            view.revisions().surplus(revisionsOf(view)).forEach(writes::delete);
        }
        writeStatus(view, now);
        if (!view.minReady().isZero()) {
            loop.triggerAfter(Duration.ofSeconds(1));
        }
    }

    private SetView view(StatefulSet set) {
        List<ControllerRevision> history = revisions.all().stream()
                .filter(revision -> Ownership.isControlled(revision, set))
                .toList();
        Map<String, PersistentVolumeClaim> byName = claims.all().stream()
                .filter(claim -> isBeside(claim, set))
                .collect(Collectors.toMap(claim -> claim.getMetadata().getName(), Function.identity()));
        List<Pod> owned = pods.all().stream()
                .filter(pod -> Ownership.isControlled(pod, set))
                .toList();
        return SetView.of(set, owned, byName, new Revisions(set, history));
    }

    /** A set adopts orphaned pods that it selects. */
    private void adoptOrphans(StatefulSet set) {
        if (set.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        Map<String, String> selector = set.getSpec().getSelector().getMatchLabels();
        PodFactory factory = new PodFactory(set, new Revisions(set, List.of()));
        pods.all().stream()
                .filter(pod -> isBeside(pod, set) && factory.ordinal(pod) >= 0 && !Pods.isTerminating(pod))
                .filter(pod -> Ownership.controllerUid(pod).isEmpty())
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .map(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToOwnerReferences(Ownership.controlledBy(set))
                        .endMetadata()
                        .build())
                .forEach(writes::replace);
    }

    private void writeRevision(ControllerRevision revision) {
        carryOut(
                revision.getMetadata().getResourceVersion() == null
                        ? new Step.Create(revision)
                        : new Step.Replace(revision));
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Create create) {
            writes.create(create.object());
        } else if (step instanceof Step.Replace replace) {
            writes.replace(replace.object());
        } else if (step instanceof Step.Delete delete) {
            writes.delete(delete.object());
        }
    }

    private void writeStatus(SetView view, Instant now) {
        StatefulSetStatus status = SetStatus.of(view, now);
        if (!status.equals(view.set().getStatus())) {
            writes.replaceStatus(
                    new StatefulSetBuilder(view.set()).withStatus(status).build());
        }
    }

    private static Set<String> revisionsOf(SetView view) {
        return view.pods().values().stream()
                .map(pod -> pod.getMetadata().getLabels().get(Pods.REVISION_LABEL))
                .collect(Collectors.toSet());
    }

    private static boolean isBeside(HasMetadata object, HasMetadata other) {
        return object.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
    }

    @Override
    public void close() {
        watches.close();
        loop.close();
    }
}
