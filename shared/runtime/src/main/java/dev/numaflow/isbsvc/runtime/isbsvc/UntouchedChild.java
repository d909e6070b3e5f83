package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Recognizes a child that nobody has touched since it was created for the newest state of its service. Its content has no second
 * generation, which only StatefulSets and budgets count, and managedFields name nobody else but writers of its status.
 */
final class UntouchedChild {

    private UntouchedChild() {}

    /** Whether nothing waits for a service whose every request was answered: a child that is untouched is as it is desired then. */
    static boolean isSettled(JsonNode service) {
        ServiceStatus status = StrictReader.withoutSpec(service).status();
        return FastPath.nothingToDo(service)
                && status.condition(ConditionType.DEPLOYED)
                        .filter(Condition::isTrue)
                        .isPresent()
                && status.condition(ConditionType.STEPS_PENDING).isEmpty()
                && status.condition(ConditionType.CREDENTIALS_ROTATING).isEmpty()
                && status.condition(ConditionType.TLS_SWITCHING).isEmpty()
                && status.condition(ConditionType.CERTIFICATES_OBSERVED)
                        .filter(certificates -> Fact.Certificates.RENEWING.equals(certificates.reason()))
                        .isEmpty()
                && status.condition(ConditionType.CHANGES_HELD).isEmpty();
    }

    /** Whether the child is as it was created. */
    static boolean is(JsonNode child, JsonNode service, Names names) {
        return ObjectMetas.generation(child) == 1
                && ObjectMetas.isControlledBy(child, ObjectMetas.uid(service))
                && !ObjectMetas.isDeleting(child)
                && marks(child)
                        .allMatch(mark -> !ObjectMetas.annotation(child, mark).isEmpty())
                && ObjectMetas.annotation(child, Annotations.GENERATION)
                        .equals(Long.toString(ObjectMetas.generation(service)))
                && Labels.of(names).entrySet().stream().allMatch(label -> ObjectMetas.label(child, label.getKey())
                        .equals(label.getValue()))
                && !child.at("/metadata/managedFields").isEmpty()
                && StreamSupport.stream(child.at("/metadata/managedFields").spliterator(), false)
                        .allMatch(UntouchedChild::isOursOrOfTheStatus);
    }

    /** Their values cannot be compared here: a changed one has another writer in managedFields, and a removed one has none. */
    private static Stream<String> marks(JsonNode child) {
        return ObjectRef.of(child).kind() == ObjectKind.STATEFUL_SET
                ? Stream.of(Annotations.RENDERED, Annotations.RENDERER, Annotations.RENDERED_FROM)
                : Stream.of(Annotations.RENDERED, Annotations.RENDERER);
    }

    private static boolean isOursOrOfTheStatus(JsonNode fields) {
        return fields.path("subresource").asText().equals("status")
                || fields.path("manager").asText().equals(Comparison.OUR_MANAGER);
    }
}
