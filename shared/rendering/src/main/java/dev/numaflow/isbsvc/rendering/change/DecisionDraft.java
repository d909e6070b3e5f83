package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is decided so far: each step of the decision returns another draft.
 *
 * @param children of the effective service: the desired one, with running values where changes are held
 * @param stepped the changes that are carried out in steps, of which the running values are rendered until then
 * @param approved the approved ids that are applied now
 * @param pinned the running pod template, where pods must not be replaced
 * @param isInSteps whether the pods are replaced node by node, each once the others have every message
 * @param nodes their number, where that is changed in steps
 */
record DecisionDraft(
        Children children,
        List<HeldChange> held,
        List<SteppedChange> stepped,
        Set<String> approved,
        Optional<PinnedPodTemplate> pinned,
        boolean isInSteps,
        Optional<NodeCount> nodes) {

    static final String VOLUMES_FIRST = "its volumes grow first";

    /**
     * The rules of the policy, applied: a field that differs and is held keeps its running value, unless the user has approved the
     * change.
     */
    static DecisionDraft of(Children desired, ObservedService observed, Approvals approvals) {
        List<HeldChange> held = new ArrayList<>();
        Set<String> approved = new LinkedHashSet<>();
        ValidService effective = desired.service();
        for (HeldField field : ChangePolicy.held(desired.service(), observed, approvals)) {
            if (field.isApproved(approvals)) {
                approved.add(field.change().id());
            } else {
                effective = field.keep().apply(effective);
                held.add(field.change());
            }
        }
        observed.encryption().disagreement(desired.service()).ifPresent(held::add);
        return new DecisionDraft(
                desired.with(effective), held, List.of(), approved, Optional.empty(), false, Optional.empty());
    }

    DecisionDraft {
        held = List.copyOf(held);
        stepped = List.copyOf(stepped);
        approved = Set.copyOf(approved);
    }

    /** With one more change that is held, and the service that runs instead. */
    DecisionDraft hold(HeldChange change, ValidService effective) {
        List<HeldChange> all = new ArrayList<>(held);
        all.add(change);
        return new DecisionDraft(children.with(effective), all, stepped, approved, pinned, isInSteps, nodes);
    }

    /** What is changed in steps and ends before the disks of nodes are replaced. */
    Optional<String> busy() {
        if (nodes.filter(NodeCount::changes).isPresent()) {
            return Optional.of("its nodes come and go first");
        }
        return stepped.isEmpty() ? Optional.empty() : Optional.of(VOLUMES_FIRST);
    }

    /** With another service that is rendered. */
    DecisionDraft scaled(ValidService effective) {
        return new DecisionDraft(children.with(effective), held, stepped, approved, pinned, isInSteps, nodes);
    }

    /** With another reason for a change that is held. */
    DecisionDraft replace(HeldChange before, HeldChange now) {
        List<HeldChange> all = held.stream()
                .map(change -> change.equals(before) ? now : change)
                .toList();
        return new DecisionDraft(children, all, stepped, approved, pinned, isInSteps, nodes);
    }

    /** With a change carried out in steps that was held; the running value is rendered until then. */
    DecisionDraft step(HeldChange change) {
        return new DecisionDraft(
                children,
                held.stream().filter(other -> !other.equals(change)).toList(),
                Stream.concat(stepped.stream(), Stream.of(SteppedChange.of(change)))
                        .toList(),
                approved,
                pinned,
                isInSteps,
                nodes);
    }

    /** What is held of one field. */
    Optional<HeldChange> held(String field) {
        return held.stream().filter(each -> each.field().equals(field)).findFirst();
    }

    /** With another decision about one field: what is held of it, if anything. */
    DecisionDraft holdInstead(String field, Optional<HeldChange> change) {
        List<HeldChange> all = new ArrayList<>(held);
        all.removeIf(each -> each.field().equals(field));
        change.ifPresent(all::add);
        return all.equals(held) ? this : new DecisionDraft(children, all, stepped, approved, pinned, isInSteps, nodes);
    }

    /** With one more approved change. */
    DecisionDraft approve(String id) {
        Set<String> all = new LinkedHashSet<>(approved);
        all.add(id);
        return new DecisionDraft(children, held, stepped, all, pinned, isInSteps, nodes);
    }

    /** Without approved changes: they are not applied now, and stay valid. */
    DecisionDraft withoutApproved() {
        return new DecisionDraft(children, held, stepped, Set.of(), pinned, isInSteps, nodes);
    }

    /** With the pods as they run. */
    DecisionDraft pin(PinnedPodTemplate template) {
        return new DecisionDraft(children, held, stepped, approved, Optional.of(template), isInSteps, nodes);
    }

    /** With the pods replaced node by node. */
    DecisionDraft inSteps() {
        return new DecisionDraft(children, held, stepped, approved, pinned, true, nodes);
    }

    /** With their number changed in steps. @param effective the service that the rest is rendered from */
    DecisionDraft scaled(NodeCount count, ValidService effective) {
        return new DecisionDraft(
                children.with(effective), held, stepped, approved, pinned, isInSteps, Optional.of(count));
    }
}
