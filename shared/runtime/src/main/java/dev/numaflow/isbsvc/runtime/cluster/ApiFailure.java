package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.rendering.children.FieldCause;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;

/** Tells the API server's refusals apart: which call for another look, which are for good, and which may go away. */
final class ApiFailure {

    private ApiFailure() {}

    /** The failure as a value, if one can act on it; else it is thrown on. */
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
        boolean told = ref.kind() != ObjectKind.SECRET && status != null && status.getDetails() != null;
        return !told
                ? List.of()
                : status.getDetails().getCauses().stream()
                        .filter(cause -> cause.getField() != null)
                        .map(cause -> new FieldCause(cause.getField(), Objects.toString(cause.getMessage(), "")))
                        .toList();
    }

    /** The server quotes the values that it refuses, so what it says about a Secret is not passed on. */
    private static String message(KubernetesClientException failure, ObjectRef ref) {
        Status status = failure.getStatus();
        String refused = "the API server refuses " + ref + " (" + failure.getCode() + ")";
        return ref.kind() == ObjectKind.SECRET || status == null || status.getMessage() == null
                ? refused
                : refused + ": " + status.getMessage();
    }
}
