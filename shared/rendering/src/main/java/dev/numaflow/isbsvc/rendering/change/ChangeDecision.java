package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Applies the rules of the policy: a field that differs and is held keeps its running value, unless the user has approved the change. */
final class ChangeDecision {

    private final ValidService wanted;
    private final RunningService running;
    private final Approvals approvals;
    private final List<HeldChange> held = new ArrayList<>();
    private final Set<String> approved = new LinkedHashSet<>();
    private ValidService effective;

    ChangeDecision(ValidService wanted, RunningService running, Approvals approvals) {
        this.wanted = wanted;
        this.running = running;
        this.approvals = approvals;
        this.effective = wanted;
        ChangePolicy.lines().stream().map(FieldRule::path).distinct().forEach(path -> ChangePolicy.firstHeld(path, this)
                .ifPresent(this::judge));
    }

    ValidService wanted() {
        return wanted;
    }

    RunningService running() {
        return running;
    }

    ValidService effective() {
        return effective;
    }

    List<HeldChange> held() {
        return held;
    }

    /** The approved ids that are applied now. */
    Set<String> approved() {
        return approved;
    }

    private void judge(FieldRule line) {
        HeldChange change = change(line);
        if (line.held().approvable() && approvals.allow(change.id())) {
            approved.add(change.id());
            return;
        }
        effective = line.held().keep().apply(effective, running);
        held.add(change);
    }

    private HeldChange change(FieldRule line) {
        String runs = Objects.toString(line.values().running().apply(running));
        String asked = Objects.toString(line.values().wanted().apply(wanted));
        String id = HeldChange.id(wanted, line.path(), runs, asked);
        return new HeldChange(
                id, line.path(), runs, asked, line.effect(), line.held().reason(), wayOut(line.held(), id));
    }

    private String wayOut(HoldRule how, String id) {
        if (how.approvable()) {
            return how.wayOut() + ", or approve it with the annotation " + Annotations.APPROVE + ": " + id;
        }
        return approvals.name(id) ? "An approval does not help yet. " + how.wayOut() : how.wayOut();
    }
}
