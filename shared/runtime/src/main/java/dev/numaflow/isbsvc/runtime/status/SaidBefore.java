package dev.numaflow.isbsvc.runtime.status;

import dev.numaflow.isbsvc.rendering.health.PreviousHealth;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.util.Objects;
import java.util.stream.Stream;

/** Decides whether the status of a service already contains a message: then the state did not begin just now. */
final class SaidBefore {

    private SaidBefore() {}

    /** While there is no quorum the message changes with every pod; Events report the loss, and each new reason for it. */
    static boolean by(ServiceStatus status, EventMessage notice) {
        return notice.reason() == Reason.QUORUM_LOST
                ? isLostFor(status, notice.message())
                : texts(status).anyMatch(text -> text.contains(notice.message()));
    }

    private static boolean isLostFor(ServiceStatus status, String message) {
        return status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .filter(Condition::isFalse)
                .filter(lost -> message.startsWith(lost.reason() + ": "))
                .isPresent();
    }

    private static Stream<String> texts(ServiceStatus status) {
        return Stream.concat(
                        Stream.of(status.message()),
                        status.conditions().stream().map(Condition::message))
                .map(text -> PreviousHealth.told(Objects.toString(text, "")));
    }
}
