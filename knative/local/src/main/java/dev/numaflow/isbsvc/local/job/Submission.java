package dev.numaflow.isbsvc.local.job;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.report.Progress;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Applies a user's objects, as the user would, and reports what the API server rejects. */
final class Submission {
    private final ClusterObjects objects;
    private final Progress progress;

    Submission(ClusterObjects objects, Progress progress) {
        this.objects = objects;
        this.progress = progress;
    }

    void apply(Document document) {
        String what = document.kind() + " " + namespace(document) + "/" + document.name();
        try {
            objects.ensureNamespace(namespace(document));
            objects.apply(document);
            progress.report("apply    " + what);
        } catch (KubernetesClientException refusal) {
            if (refusal.getCode() != 400 && refusal.getCode() != 422) {
                throw refusal;
            }
            throw new JobFailure(reasons(what, refusal));
        }
    }

    static String namespace(Document document) {
        return document.namespace().isEmpty() ? "default" : document.namespace();
    }

    private static List<String> reasons(String what, KubernetesClientException refusal) {
        StatusDetails details =
                refusal.getStatus() == null ? null : refusal.getStatus().getDetails();
        if (details == null
                || details.getCauses() == null
                || details.getCauses().isEmpty()) {
            return List.of(what + ": " + refusal.getMessage());
        }
        return details.getCauses().stream()
                .map(cause -> what + ": " + text(cause))
                .toList();
    }

    private static String text(StatusCause cause) {
        return cause.getField() == null ? cause.getMessage() : cause.getField() + ": " + cause.getMessage();
    }
}
