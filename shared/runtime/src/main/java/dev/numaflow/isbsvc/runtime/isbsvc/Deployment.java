package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.DeletionGuard;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.FieldOrigin;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import dev.numaflow.isbsvc.rendering.secrets.SecretContents;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision;
import dev.numaflow.isbsvc.runtime.child.Candidate;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.child.ChildApplyResult;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioning;
import dev.numaflow.isbsvc.runtime.secrets.SecretResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out a plan: creates Secrets that are absent and puts damaged ones right, then applies every child in its order where it
 * differs from its desired state. Retained claims lose their marks last: until the StatefulSet exists, only they show how the data is
 * laid out.
 */
@Singleton
public class Deployment {

    /** The API server quotes the values that it rejects. */
    private static final int LONGEST_MESSAGE = 5000;

    private final SecretProvisioning secrets;
    private final ChildApplier applier;
    private final OwnPodDisruptionBudget budget;
    private final DataRetention retention;

    @Inject
    public Deployment(
            SecretProvisioning secrets, ChildApplier applier, OwnPodDisruptionBudget budget, DataRetention retention) {
        this.secrets = secrets;
        this.applier = applier;
        this.budget = budget;
        this.retention = retention;
    }

    /** The StatefulSet to compare. Without persistence any difference of its pods counts, so defaults must not look like one. */
    JsonNode withoutForeignDefaults(Children desired, JsonNode statefulSet) {
        return desired.service().spec().persistent()
                ? statefulSet
                : applier.withoutForeignDefaults(desired.statefulSet(), statefulSet);
    }

    /**
     * @param guard what is asked about deletions by clients
     * @param credentialsReplaced runs as soon as clients need other credentials than before, whatever follows
     */
    ApplyResult carryOut(Plan plan, GuardRequest guard, Runnable credentialsReplaced) {
        List<HasMetadata> children = plan.children();
        HasMetadata statefulSet = children.get(children.size() - 1);
        Candidate servers = candidate(plan, statefulSet);
        // What only the API server can validate is validated before the first child: bad input is never applied in
        // part.
        Optional<ApplyResult> refused = applier.obstacle(servers)
                .flatMap(applied -> recordChange(
                        name(statefulSet), inWordsOfTheUser(plan, statefulSet, applied), new ArrayList<>()));
        return refused.orElseGet(() -> carryOut(plan, children, servers, guard, credentialsReplaced));
    }

    private static ChildApplyResult inWordsOfTheUser(Plan plan, HasMetadata statefulSet, ChildApplyResult applied) {
        return applied instanceof ChildApplyResult.Rejected rejected
                        && !rejected.causes().isEmpty()
                ? new ChildApplyResult.Rejected(
                        "the API server refuses what is made of it: "
                                + FieldOrigin.of(plan.effective(), statefulSet).message(rejected.causes()),
                        List.of())
                : applied;
    }

    private ApplyResult carryOut(
            Plan plan,
            List<HasMetadata> children,
            Candidate servers,
            GuardRequest guard,
            Runnable credentialsReplaced) {
        SecretResult before = before(plan);
        SecretResult provisioned = before instanceof SecretResult.Complete
                ? secrets.provision(
                        plan.effective(), plan.storesData(), plan.decision().encryptionRecord(), guard)
                : before;
        if (provisioned instanceof SecretResult.Overtaken) {
            return new ApplyResult.Overtaken();
        }
        if (provisioned instanceof SecretResult.Impossible impossible) {
            return new ApplyResult.Failed("SecretMissing", impossible.why());
        }
        if (provisioned instanceof SecretResult.Disagreement disagreement) {
            return new ApplyResult.Failed("SecretsDisagree", disagreement.why());
        }
        SecretResult.Complete complete = (SecretResult.Complete) provisioned;
        if (complete.newCredentials()) {
            credentialsReplaced.run();
        }
        Progress progress = new Progress(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        ((SecretResult.Complete) before).made().forEach(name -> progress.changes()
                .add("Secret " + name + " made"));
        ((SecretResult.Complete) before).repaired().forEach(what -> progress.changes()
                .add(what + " put right"));
        complete.made().forEach(name -> progress.changes().add("Secret " + name + " made"));
        complete.repaired().forEach(what -> progress.changes().add(what + " put right"));
        complete.guard().written().ifPresent(progress.changes()::add);
        complete.left().map(left -> notRepaired(plan, left)).ifPresent(progress.notKept()::add);
        notGuarded(plan, complete.guard()).ifPresent(progress.notKept()::add);
        return apply(plan, children, servers, progress).orElseGet(() -> {
            tidyUp(plan, progress.changes());
            return new ApplyResult.Complete(
                    progress.changes(), progress.notKept(), progress.children(), warnings(complete));
        });
    }

    private static List<Warning> warnings(SecretResult.Complete secrets) {
        return secrets.keyIsShort()
                ? List.of(new Warning(
                        "spec.jetstream.encryption",
                        "the key has fewer than " + SecretContents.KEY_LENGTH
                                + " characters, as Numaflow's controller makes them. Have it replaced by a new value of the annotation "
                                + Annotations.ROTATE_KEY))
                : List.of();
    }

    /** What nodes need that a change of encryption has not reached. */
    private SecretResult before(Plan plan) {
        return plan.running()
                .encryption()
                .before(plan.effective())
                .map(before -> secrets.provision(
                        before,
                        plan.storesData(),
                        Optional.of(EncryptionRecord.of(before.spec().encrypted()))))
                .orElseGet(() -> new SecretResult.Complete(List.of(), false));
    }

    private static HeldChange notRepaired(Plan plan, SecretDecision.Left left) {
        return HeldChange.notRepaired(
                plan.effective(),
                left.secret().name(plan.effective().names()),
                String.join(", ", left.keys()),
                left.why(),
                left.wayOut());
    }

    private static Optional<HeldChange> notGuarded(Plan plan, SecretResult.Guard guard) {
        return guard.impossible()
                .map(guarded -> DeletionGuard.notWritten(
                        plan.effective().owner().uid(), plan.effective().names().serverSecret(), guarded, guard.why()));
    }

    /** What has been applied so far, as {@link ApplyResult.Complete} has it at the end. */
    private record Progress(List<String> changes, List<HeldChange> notKept, List<JsonNode> children) {}

    /** Applies the children in their order; returns why it stopped before the last one, if it did. */
    private Optional<ApplyResult> apply(Plan plan, List<HasMetadata> children, Candidate servers, Progress progress) {
        for (HasMetadata child : children) {
            boolean isLast = child == children.get(children.size() - 1);
            ChildApplyResult applied = applier.apply(isLast ? servers : candidate(plan, child));
            applied.asDesired().ifPresent(progress.children()::add);
            if (applied instanceof ChildApplyResult.NotKept lost) {
                progress.notKept().add(HeldChange.notKept(plan.effective(), child, lost.difference()));
            }
            Optional<ApplyResult> stop = recordChange(name(child), applied, progress.changes());
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }

    /** What is done once all children are in their desired state. */
    private void tidyUp(Plan plan, List<String> changes) {
        if (!plan.running().hasOwnBudget() && budget.remove(plan.effective())) {
            changes.add("PodDisruptionBudget removed, the user's takes its place");
        }
        if (plan.effective().spec().persistent()) {
            retention
                    .adopt(plan.effective().names())
                    .forEach(claim -> changes.add(claim + " taken over with its data"));
        }
    }

    /** What was never created is not read first: creating it shows whether it exists after all. */
    private Candidate candidate(Plan plan, HasMetadata child) {
        return plan.isNew() ? ChildApplier.absent(child) : applier.read(child);
    }

    private static String name(HasMetadata child) {
        return child.getKind() + " " + child.getMetadata().getName();
    }

    private static Optional<ApplyResult> recordChange(String name, ChildApplyResult applied, List<String> changes) {
        if (applied instanceof ChildApplyResult.Created) {
            changes.add(name + " made");
        } else if (applied instanceof ChildApplyResult.Updated updated) {
            changes.add(name + " put right: " + Difference.message(updated.differences()));
        } else if (applied instanceof ChildApplyResult.NewerExists) {
            return Optional.of(new ApplyResult.Overtaken());
        } else if (applied instanceof ChildApplyResult.ForeignOwner foreign) {
            return Optional.of(new ApplyResult.Failed(
                    "ForeignOwner", name + " belongs to " + foreign.owner() + " and is left alone"));
        } else if (applied instanceof ChildApplyResult.Rejected rejected) {
            return Optional.of(new ApplyResult.Failed(
                    ApplyResult.Failed.REJECTED, Shown.cut(rejected.message(), LONGEST_MESSAGE)));
        }
        return Optional.empty();
    }
}
