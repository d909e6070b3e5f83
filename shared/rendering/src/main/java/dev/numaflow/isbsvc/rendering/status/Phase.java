package dev.numaflow.isbsvc.rendering.status;

import static dev.numaflow.isbsvc.rendering.model.ConditionType.CERTIFICATES_OBSERVED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CHANGES_HELD;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CHILDREN_RESOURCES_HEALTHY;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CONFIGURED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.CREDENTIALS_ROTATING;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.DEPLOYED;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.STEPS_PENDING;
import static dev.numaflow.isbsvc.rendering.model.ConditionType.TLS_SWITCHING;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Derives phase and message from conditions; they are never set directly. */
public final class Phase {

    static final String PENDING = "Pending";
    static final String FAILED = "Failed";

    /** From the first quorum on. */
    public static final String RUNNING = "Running";

    /** Once the status reports why a deletion waits. */
    public static final String DELETING = "Deleting";

    private Phase() {}

    /** A service that has run stays Running when it becomes unhealthy, as in Numaflow; the condition reports it. */
    static String of(Conditions conditions, String previous, boolean deleting) {
        if (deleting) {
            return DELETING;
        }
        if (conditions.isFalse(CONFIGURED) || conditions.isFalse(DEPLOYED)) {
            return FAILED;
        }
        if (!conditions.isTrue(CONFIGURED) || !conditions.isTrue(DEPLOYED)) {
            return PENDING;
        }
        boolean lost = conditions.isFalse(CHILDREN_RESOURCES_HEALTHY) && RUNNING.equals(previous);
        return conditions.isTrue(CHILDREN_RESOURCES_HEALTHY) || lost ? RUNNING : PENDING;
    }

    /** The most important message: the deletion, a failure, or the health and what is held. */
    static String message(Conditions conditions, String deleting) {
        if (deleting != null) {
            return deleting;
        }
        if (conditions.isFalse(CONFIGURED)) {
            return conditions.message(CONFIGURED);
        }
        if (conditions.isFalse(DEPLOYED)) {
            return conditions.reason(DEPLOYED) + ": " + conditions.message(DEPLOYED);
        }
        return Stream.of(
                        health(conditions),
                        conditions.message(STEPS_PENDING),
                        conditions.message(CREDENTIALS_ROTATING),
                        conditions.message(TLS_SWITCHING),
                        certificates(conditions),
                        conditions.message(CHANGES_HELD))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String certificates(Conditions conditions) {
        return conditions.reason(CERTIFICATES_OBSERVED).equals(Fact.Certificates.VALID)
                ? ""
                : conditions.message(CERTIFICATES_OBSERVED);
    }

    private static String health(Conditions conditions) {
        String message = conditions.message(CHILDREN_RESOURCES_HEALTHY);
        return conditions.isFalse(CHILDREN_RESOURCES_HEALTHY)
                ? conditions.reason(CHILDREN_RESOURCES_HEALTHY) + ": " + message
                : message;
    }
}
