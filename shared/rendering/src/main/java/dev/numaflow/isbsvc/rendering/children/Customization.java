package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.model.ProbeTimes;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Merges the user's container settings over the rendered ones; for each resource, variable and time the user's value wins. */
final class Customization {

    private Customization() {}

    static Container apply(ContainerTemplate template, Container container) {
        return new ContainerBuilder(container)
                .withImagePullPolicy(template.imagePullPolicy())
                .withSecurityContext(template.securityContext())
                .withResources(resources(container.getResources(), template.resourcesOrEmpty()))
                .addAllToEnv(template.envOrEmpty())
                .addAllToEnvFrom(template.envFromOrEmpty())
                .withReadinessProbe(probe(container.getReadinessProbe(), template.readinessProbe()))
                .withLivenessProbe(probe(container.getLivenessProbe(), template.livenessProbe()))
                .build();
    }

    /** The defaults, overridden by the user's requests, limits and claims. */
    static ResourceRequirements resources(ResourceRequirements defaults, ResourceRequirements own) {
        return new ResourceRequirementsBuilder(defaults == null ? new ResourceRequirements() : defaults)
                .withRequests(requests(defaults, own))
                .withLimits(merged(defaults, own, ResourceRequirements::getLimits))
                .addAllToClaims(own.getClaims())
                .build();
    }

    /** A default request above the user's limit would make the pod invalid; the request is then the limit, as in Kubernetes. */
    private static Map<String, Quantity> requests(ResourceRequirements defaults, ResourceRequirements own) {
        Map<String, Quantity> requests = merged(defaults, own, ResourceRequirements::getRequests);
        Map<String, Quantity> asked = orEmpty(own.getRequests());
        orEmpty(own.getLimits())
                .forEach((name, limit) -> requests.computeIfPresent(
                        name, (n, request) -> asked.containsKey(n) || fits(request, limit) ? request : limit));
        return requests;
    }

    private static boolean fits(Quantity request, Quantity limit) {
        return Quantities.amount(request).compareTo(Quantities.amount(limit)) <= 0;
    }

    private static Map<String, Quantity> merged(
            ResourceRequirements defaults,
            ResourceRequirements own,
            Function<ResourceRequirements, Map<String, Quantity>> part) {
        Map<String, Quantity> merged = new TreeMap<>();
        Optional.ofNullable(defaults).map(part).ifPresent(merged::putAll);
        merged.putAll(orEmpty(part.apply(own)));
        return merged;
    }

    private static Map<String, Quantity> orEmpty(Map<String, Quantity> quantities) {
        return quantities == null ? Map.of() : quantities;
    }

    private static Probe probe(Probe probe, ProbeTimes times) {
        if (probe == null || times == null) {
            return probe;
        }
        return new ProbeBuilder(probe)
                .withInitialDelaySeconds(or(times.initialDelaySeconds(), probe.getInitialDelaySeconds()))
                .withTimeoutSeconds(or(times.timeoutSeconds(), probe.getTimeoutSeconds()))
                .withPeriodSeconds(or(times.periodSeconds(), probe.getPeriodSeconds()))
                .withSuccessThreshold(or(times.successThreshold(), probe.getSuccessThreshold()))
                .withFailureThreshold(or(times.failureThreshold(), probe.getFailureThreshold()))
                .build();
    }

    private static Integer or(Integer own, Integer ours) {
        return own == null ? ours : own;
    }
}
