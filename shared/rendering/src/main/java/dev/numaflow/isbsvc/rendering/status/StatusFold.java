package dev.numaflow.isbsvc.rendering.status;

import static dev.numaflow.isbsvc.rendering.model.Condition.FALSE;
import static dev.numaflow.isbsvc.rendering.model.Condition.TRUE;
import static dev.numaflow.isbsvc.rendering.model.Condition.UNKNOWN;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.ANNOTATIONS_OBSERVED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CERTIFICATES_OBSERVED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CHANGES_HELD;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CHILDREN_RESOURCES_HEALTHY;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CONFIGURED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CREDENTIALS_ROTATING;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.DELETION_REFUSED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.DEPLOYED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.STEPS_PENDING;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.TLS_SWITCHING;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Folds facts into a status: the only place that derives conditions from facts, and phase and message from conditions (invariant
 * 6). It never turns a condition False while the service serves.
 */
public final class StatusFold {

    private static final String TYPE = "jetstream";
    private static final String SUCCESSFUL = "Successful";
    private static final String PROGRESSING = "Progressing";
    private static final String FINISHED = "RolloutFinished";

    private final ServiceStatus previous;
    private final Facts facts;
    private final Conditions conditions;
    private ServiceStatus.Config config;
    private String deleting;

    private StatusFold(ServiceStatus previous, Facts facts, String now) {
        this.previous = previous;
        this.facts = facts;
        this.conditions = new Conditions(previous.conditions(), now);
        this.config = previous.config();
        // A deletion is never revoked: no other reconcile may overwrite the phase Deleting.
        this.deleting = Phase.DELETING.equals(previous.phase()) ? previous.message() : null;
    }

    /**
     * The status after a reconcile.
     *
     * @param now RFC 3339, for conditions that change
     * @return {@code previous} itself when a newer generation has been observed already
     */
    public static ServiceStatus fold(ServiceStatus previous, Facts facts, String now) {
        return previous.observedGenerationOrZero() > facts.generation()
                ? previous
                : new StatusFold(previous, facts, now).fold();
    }

    /** Whether a status already reflects these facts. */
    public static boolean isRecorded(ServiceStatus status, Facts facts) {
        return fold(status, facts, "").equals(status);
    }

    private ServiceStatus fold() {
        conditions.setIfAbsent(CONFIGURED, UNKNOWN, "Unknown", "");
        conditions.setIfAbsent(DEPLOYED, UNKNOWN, "Unknown", "");
        conditions.setIfAbsent(CHILDREN_RESOURCES_HEALTHY, UNKNOWN, "Unknown", "");
        boolean werePending = conditions.isTrue(STEPS_PENDING);
        facts.facts().forEach(this::apply);
        if (conditions.isTrue(CHILDREN_RESOURCES_HEALTHY)) {
            stepsShow(werePending);
        }
        String phase = Phase.of(conditions, previous.phase(), deleting != null);
        return new ServiceStatus(
                phase, Phase.message(conditions, deleting), conditions.all(), config, TYPE, observed());
    }

    /** Numaplane reads the reason: it tells a service that changes in steps from one that has changed. */
    private void stepsShow(boolean werePending) {
        if (conditions.isTrue(STEPS_PENDING)) {
            conditions.because(CHILDREN_RESOURCES_HEALTHY, PROGRESSING);
        } else if (werePending) {
            conditions.because(CHILDREN_RESOURCES_HEALTHY, FINISHED);
        }
    }

    /** Only a reconcile of the spec observes its generation; health and deletion do not. */
    private Long observed() {
        boolean observed =
                facts.facts().stream().anyMatch(f -> f instanceof Fact.Configured || f instanceof Fact.Refused);
        return observed ? Long.valueOf(facts.generation()) : previous.observedGeneration();
    }

    private void apply(Fact fact) {
        if (fact instanceof Fact.Configured) {
            conditions.set(CONFIGURED, TRUE, SUCCESSFUL, "");
        } else if (fact instanceof Fact.Refused refused) {
            refuse(refused);
        } else if (fact instanceof Fact.Paused paused) {
            conditions.set(CHANGES_HELD, TRUE, Pause.REASON, paused.message());
        } else if (fact instanceof Fact.Deployed deployed) {
            conditions.set(DEPLOYED, TRUE, SUCCESSFUL, "");
            config = deployed.config();
        } else if (fact instanceof Fact.DeployFailed failed) {
            deployFailed(failed);
        } else if (fact instanceof Fact.Starting starting) {
            health(UNKNOWN, PROGRESSING, starting.message(), List.of());
        } else if (fact instanceof Fact.Healthy healthy) {
            health(TRUE, FINISHED, healthy.message(), healthy.recorded());
        } else if (fact instanceof Fact.Unhealthy unhealthy) {
            health(FALSE, unhealthy.reason(), unhealthy.message(), List.of());
        } else if (fact instanceof Fact.Held held) {
            hold(held.changes());
        } else if (fact instanceof Fact.InSteps steps) {
            conditions.set(STEPS_PENDING, TRUE, PROGRESSING, steps.message());
        } else if (fact instanceof Fact.OutOfSteps) {
            conditions.remove(STEPS_PENDING);
        } else if (fact instanceof Fact.Rotating rotating) {
            conditions.set(CREDENTIALS_ROTATING, TRUE, PROGRESSING, rotating.message());
        } else if (fact instanceof Fact.Rotated) {
            conditions.remove(CREDENTIALS_ROTATING);
        } else if (fact instanceof Fact.SwitchingTls switching) {
            conditions.set(TLS_SWITCHING, TRUE, PROGRESSING, switching.message());
        } else if (fact instanceof Fact.SwitchedTls) {
            conditions.remove(TLS_SWITCHING);
        } else if (fact instanceof Fact.Certificates certificates) {
            conditions.set(CERTIFICATES_OBSERVED, TRUE, certificates.state(), certificates.message());
        } else if (fact instanceof Fact.WithoutCertificates) {
            conditions.remove(CERTIFICATES_OBSERVED);
        } else if (fact instanceof Fact.AnnotationsObserved handled) {
            conditions.set(ANNOTATIONS_OBSERVED, TRUE, SUCCESSFUL, handled.hash());
        } else if (fact instanceof Fact.Deleting going) {
            deleting = going.message();
            conditions.set(DELETION_REFUSED, TRUE, going.reason(), going.record());
        }
    }

    private void health(String status, String reason, String message, List<Condition> recorded) {
        conditions.set(CHILDREN_RESOURCES_HEALTHY, status, reason, message);
        conditions.replace(ConditionType.OF_HEALTH, recorded);
    }

    private void refuse(Fact.Refused refused) {
        if (facts.statefulSetExists()) {
            String children = refused.notKept().map(NotRepaired::because).orElse("the service runs on as it was");
            conditions.set(
                    CHANGES_HELD,
                    TRUE,
                    "InvalidSpec",
                    "the new spec is refused, " + children + "; " + all(refused.held()));
        } else {
            conditions.set(CONFIGURED, FALSE, "InvalidSpec", all(refused.violations()));
        }
    }

    private static String all(List<?> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining("; "));
    }

    private void deployFailed(Fact.DeployFailed failed) {
        if (facts.statefulSetExists()) {
            conditions.set(CHANGES_HELD, TRUE, failed.reason(), failed.message());
        } else {
            conditions.set(DEPLOYED, FALSE, failed.reason(), failed.message());
        }
    }

    private void hold(List<HeldChange> changes) {
        if (changes.isEmpty()) {
            conditions.remove(CHANGES_HELD);
        } else {
            conditions.set(CHANGES_HELD, TRUE, "Held", all(changes));
        }
    }
}
