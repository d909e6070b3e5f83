package dev.numaflow.isbsvc.local.job;

import dev.numaflow.isbsvc.local.manifests.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the reasons of all failures, so that the first does not hide the others. */
final class JobFailures {
    private final List<String> reasons = new ArrayList<>();

    /** Runs the step for each document, and returns those for which it did not fail. */
    List<Document> passing(List<Document> documents, Consumer<Document> step) {
        List<Document> passed = new ArrayList<>();
        for (Document document : documents) {
            try {
                step.accept(document);
                passed.add(document);
            } catch (JobFailure refusal) {
                reasons.addAll(refusal.reasons());
            }
        }
        return passed;
    }

    void throwIfAny() {
        if (!reasons.isEmpty()) {
            throw new JobFailure(reasons);
        }
    }
}
