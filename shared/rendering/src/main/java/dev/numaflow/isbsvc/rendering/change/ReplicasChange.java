package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import java.util.Optional;

/**
 * Decides whether the number of nodes is changed in guarded steps. Only these write it then; everything else of the service is rendered
 * as if the steps were not there.
 *
 * @param live the live children
 */
record ReplicasChange(LiveChildren live, ObservedService observed, ClusterQueries cluster) {

    /** The first release whose servers move everything off a node when they are asked to. */
    private static final NatsRelease FIRST_WITH_EVACUATION = new NatsRelease(2, 15);

    private static final String GOES_ON = "It goes on by itself when they end; or take the change back";

    /**
     * The draft, with the number of nodes changed in steps, or held.
     *
     * @param draft in which every change of it is held
     */
    DecisionDraft decide(DecisionDraft draft, ValidService wanted) {
        int running = Running.replicas(live.statefulSet());
        int desired = wanted.spec().replicasOrDefault();
        Optional<Integer> after = live.encryption().nodes();
        if (after.isPresent()) {
            return fromOne(draft, wanted, after.get());
        }
        if (running < Running.FEWEST_IN_STEPS && observed.replicas() >= Running.FEWEST_IN_STEPS) {
            // No step leaves fewer than three: that is an edit, which is put right at once, whatever steps are under
            // way.
            return draft.scaled(KeepRunning.replicas(draft.children().service(), allowed(observed.replicas())));
        }
        if (running != desired && StatefulSetRecord.isOn(live.configMap())) {
            // While it is created again for larger volumes, the number is that of the record.
            return draft.holdInstead(
                            ChangePolicy.REPLICAS,
                            Optional.of(held(wanted, running, desired, "its volumes grow", GOES_ON)))
                    .scaled(KeepRunning.replicas(draft.children().service(), running));
        }
        if (Math.min(observed.replicas(), desired) < Running.FEWEST_IN_STEPS) {
            // Whatever steps are under way go back to the number that is kept.
            return observed.replicas() < Running.FEWEST_IN_STEPS ? draft : changed(draft, running, observed.replicas());
        }
        Optional<HeldChange> held =
                running != desired && isSettled(running) ? obstacle(wanted, running, desired) : Optional.empty();
        return changed(draft.holdInstead(ChangePolicy.REPLICAS, held), running, held.isPresent() ? running : desired);
    }

    /** The routes are those of the end from the beginning on, and the nodes follow in steps. */
    private DecisionDraft fromOne(DecisionDraft draft, ValidService wanted, int after) {
        int desired = wanted.spec().replicasOrDefault();
        Optional<HeldChange> other = desired == after
                ? Optional.empty()
                : Optional.of(held(
                        wanted,
                        after,
                        desired,
                        "its only node is becoming one of " + after,
                        desired == 1
                                ? "That is taken back as long as the disk of the node is there; otherwise it ends first"
                                : GOES_ON));
        return draft.holdInstead(ChangePolicy.REPLICAS, other)
                .scaled(
                        new NodeCount(after, after),
                        KeepRunning.replicas(draft.children().service(), after));
    }

    private DecisionDraft changed(DecisionDraft draft, int running, int desired) {
        ValidService service = draft.children().service();
        if (running == desired && draft.held(ChangePolicy.REPLICAS).isPresent()) {
            return draft.scaled(new NodeCount(running, running), KeepRunning.replicas(service, running));
        }
        return running == desired || isEdited(live, desired) && observed.replicas() == desired
                // Nodes that were stopped by hand come back at once; those that were added go where nothing else has
                // changed.
                ? draft.scaled(KeepRunning.replicas(service, desired))
                : draft.scaled(
                        new NodeCount(running, desired),
                        KeepRunning.replicas(service, allowed(Math.min(running, desired))));
    }

    /**
     * Whether the numbers that differ from the spec are those of an edit by hand: no steps are pending, and the servers' routes are those of
     * the spec, while steps leave as many as there are nodes; or one of the numbers is lower than any in steps.
     */
    static boolean isEdited(LiveChildren live, int desired) {
        int routes = LiveChildren.routes(live.configMap()).orElse(desired);
        return !live.stepsPending()
                && (routes == desired
                        || Math.min(routes, Running.replicas(live.statefulSet())) < Running.FEWEST_IN_STEPS);
    }

    /** Whether steps may be under way that end with the number of nodes that run now. */
    static boolean mayBePending(LiveChildren live) {
        return live.stepsPending() && Running.replicas(live.statefulSet()) >= Running.FEWEST_IN_STEPS;
    }

    /** Whether no steps have begun that would be left half done. */
    private boolean isSettled(int running) {
        return running % 2 == 1 && observed.replicas() == running;
    }

    private Optional<HeldChange> obstacle(ValidService service, int running, int desired) {
        if (live.encryption().isUnderWay()) {
            return Optional.of(held(service, running, desired, "its encryption is being changed", GOES_ON));
        }
        if (Running.isReplacing(live.statefulSet())) {
            return Optional.of(held(service, running, desired, "its nodes are being replaced", GOES_ON));
        }
        if (!Running.arePodsOurs(live.statefulSet())) {
            return Optional.of(held(
                    service,
                    running,
                    desired,
                    "its pods are those of Numaflow's controller",
                    "Change something that replaces the pods first, or take the change back"));
        }
        if (observed.encryption().keptConfig(live.configMap()).isPresent()) {
            return Optional.of(held(
                    service,
                    running,
                    desired,
                    "the servers' configuration has a key that somebody added",
                    "Decide about that key first, or take the change back"));
        }
        return desired < running ? tooOld(service, running, desired) : Optional.empty();
    }

    private Optional<HeldChange> tooOld(ValidService service, int running, int desired) {
        return cluster.runs(running).stream()
                .filter(run -> run.release()
                        .filter(release -> release.compareTo(FIRST_WITH_EVACUATION) < 0)
                        .isPresent())
                .findFirst()
                .map(run -> held(
                        service,
                        running,
                        desired,
                        "what is stored has to move off a node before that goes, and " + run.name() + " runs NATS "
                                + run.release().orElseThrow() + ", which cannot be asked to",
                        "Set spec.jetstream.version to " + FIRST_WITH_EVACUATION
                                + " or later first, or take the change back"));
    }

    private static HeldChange held(ValidService service, int running, int desired, String reason, String wayOut) {
        String from = String.valueOf(running);
        String to = String.valueOf(desired);
        return new HeldChange(
                HeldChange.id(service, ChangePolicy.REPLICAS, from, to),
                ChangePolicy.REPLICAS,
                from,
                to,
                Effect.STEPS,
                reason,
                wayOut);
    }

    /** The next lower number that a service may have, so that what is rendered from it can be read again. */
    private static int allowed(int nodes) {
        return nodes % 2 == 0 ? nodes - 1 : nodes;
    }
}
