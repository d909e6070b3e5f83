package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.ProbeTimes;
import java.util.List;

/** Validates the values that go into the pods. The API server validates the rest when the pods are created. */
final class PodRules {

    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

    private final String path;
    private final List<Violation> violations;

    PodRules(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    void check(JetStreamSpec spec) {
        oneOf(DNS_POLICIES, spec.dnsPolicy(), "dnsPolicy");
        between(Bounds.LOWEST_PRIORITY, Bounds.HIGHEST_PRIORITY, spec.priority(), "priority");
        StartArgRules.check(spec.startArgsOrEmpty(), path + ".startArgs", violations);
        ReservedNames.check(spec, path, violations);
        checkContainer("containerTemplate", spec.containerTemplateOrEmpty());
        checkContainer("reloaderContainerTemplate", spec.reloaderContainerTemplateOrEmpty());
        checkContainer("metricsContainerTemplate", spec.metricsContainerTemplateOrEmpty());
    }

    /** Kubernetes requires a success threshold of 1 for liveness probes. */
    private void checkContainer(String field, ContainerTemplate template) {
        oneOf(PULL_POLICIES, template.imagePullPolicy(), field + ".imagePullPolicy");
        checkProbe(field + ".readinessProbe", template.readinessProbe(), Bounds.PROBE);
        checkProbe(field + ".livenessProbe", template.livenessProbe(), 1);
    }

    private void checkProbe(String field, ProbeTimes times, int mostSuccesses) {
        if (times != null) {
            between(0, Bounds.PROBE, times.initialDelaySeconds(), field + ".initialDelaySeconds");
            between(1, Bounds.PROBE, times.timeoutSeconds(), field + ".timeoutSeconds");
            between(1, Bounds.PROBE, times.periodSeconds(), field + ".periodSeconds");
            between(1, mostSuccesses, times.successThreshold(), field + ".successThreshold");
            between(1, Bounds.PROBE, times.failureThreshold(), field + ".failureThreshold");
        }
    }

    private void between(int least, int most, Integer found, String field) {
        if (found != null && (found < least || found > most)) {
            add(field, found.toString(), "a whole number from " + least + " to " + most);
        }
    }

    private void oneOf(List<String> allowed, String found, String field) {
        if (found != null && !allowed.contains(found)) {
            add(field, Shown.quoted(found), "one of " + String.join(", ", allowed));
        }
    }

    private void add(String field, String found, String allowed) {
        violations.add(new Violation(path + "." + field, found, allowed));
    }
}
