package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.rendering.children.FieldCause;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;

/** Classifies the refusals of the API server: which need another read, which are permanent, and which are transient. */
final class ApiFailure {

    private ApiFailure() {}

    /** Returns the failure as a value, if the caller can act on it; else throws it again. */
    static WriteResult expected(KubernetesClientException failure, ObjectRef ref) {
        return switch (failure.getCode()) {
            case 404 -> new WriteResult.NotFound();
            case 409 ->
                "AlreadyExists".equals(reason(failure)) ? new WriteResult.AlreadyExists() : new WriteResult.Conflict();
            case 400, 403, 422 -> new WriteResult.Rejected(message(failure, ref), causes(failure, ref));
            default -> throw failure;
        };
    }

    private static String reason(KubernetesClientException failure) {
        Status status = failure.getStatus();
        return status == null ? null : status.getReason();
    }

    private static List<FieldCause> causes(KubernetesClientException failure, ObjectRef ref) {
        Status status = failure.getStatus();
        boolean shown = ref.kind() != ObjectKind.SECRET && status != null && status.getDetails() != null;
        return !shown
                ? List.of()
                : status.getDetails().getCauses().stream()
                        .filter(cause -> cause.getField() != null)
                        .map(cause -> new FieldCause(cause.getField(), Objects.toString(cause.getMessage(), "")))
                        .toList();
    }

    /** The server quotes the values that it rejects, so its message about a Secret is not passed on. */
    private static String message(KubernetesClientException failure, ObjectRef ref) {
        Status status = failure.getStatus();
        String refused = "the API server refuses " + ref + " (" + failure.getCode() + ")";
        return ref.kind() == ObjectKind.SECRET || status == null || status.getMessage() == null
                ? refused
                : refused + ": " + status.getMessage();
    }
}
