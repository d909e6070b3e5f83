package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.tls.TlsDecider;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import java.util.Optional;

/**
 * Decides whether servers go on to another use of TLS, one mode after the other. What is rendered keeps the mode that runs; only the steps
 * write the next one. Where they have begun nothing holds them: each mode is one that clients can live with.
 *
 * @param live the live children
 */
record TlsChange(LiveChildren live, ObservedService observed, ClusterQueries cluster) {

    private static final String GOES_ON = "It goes on by itself when they end; or take the change back";
    private static final String TAKE_BACK = "Take the change back";

    /** The draft, with the change carried out in steps, or held. @param draft in which every change of it is held */
    DecisionDraft decide(DecisionDraft draft, ValidService wanted) {
        Optional<HeldChange> change = draft.held(ChangePolicy.TLS);
        if (change.isEmpty()) {
            return draft;
        }
        return obstacle(draft, wanted)
                .map(held -> draft.replace(change.get(), held.applyTo(change.get())))
                .orElseGet(() -> draft.step(change.get()));
    }

    private record Obstacle(String reason, String wayOut) {

        HeldChange applyTo(HeldChange change) {
            return change.with(reason, wayOut);
        }
    }

    private Optional<Obstacle> obstacle(DecisionDraft draft, ValidService wanted) {
        if (!observed.tls().isSettled()) {
            return Optional.empty();
        }
        if (!Running.arePodsOurs(live.statefulSet())) {
            return Optional.of(new Obstacle(
                    "its pods are those of Numaflow's controller",
                    "Change something that replaces the pods first, or take the change back"));
        }
        if (observed.encryption().keptConfig(live.configMap()).isPresent()) {
            return Optional.of(new Obstacle(
                    "the servers' configuration has a key that somebody added",
                    "Decide about that key first, or take the change back"));
        }
        if (RenderedFrom.record(wanted.withTls(TlsMode.PREFERRED)).isEmpty()) {
            return Optional.of(new Obstacle("the spec is too large for the record of how far it is", TAKE_BACK));
        }
        return otherSteps(draft).map(steps -> new Obstacle(steps, GOES_ON)).or(this::tooOld);
    }

    private Optional<Obstacle> tooOld() {
        return cluster.runs(observed.replicas()).stream()
                .filter(run -> run.release()
                        .filter(release -> release.compareTo(TlsDecider.OLDEST) < 0)
                        .isPresent())
                .findFirst()
                .map(run -> new Obstacle(
                        "after a reload " + run.name() + ", which runs NATS "
                                + run.release().orElseThrow() + ", may ask clients for TLS that have none",
                        "Set spec.jetstream.version to " + TlsDecider.OLDEST
                                + " or later first, or take the change back"));
    }

    private Optional<String> otherSteps(DecisionDraft draft) {
        if (live.encryption().isUnderWay()) {
            return Optional.of("its encryption is being changed");
        }
        if (draft.nodes().filter(Running.NodeCount::changes).isPresent()) {
            return Optional.of("its nodes come and go");
        }
        return StatefulSetRecord.isOn(live.configMap()) || !draft.stepped().isEmpty()
                ? Optional.of("its volumes grow")
                : Optional.empty();
    }
}
