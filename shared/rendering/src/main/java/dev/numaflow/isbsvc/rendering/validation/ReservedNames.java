package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Refuses additions to the pods that would replace what is rendered: reserved names, and duplicate names, for which the API server
 * only warns although the last one wins.
 */
final class ReservedNames {

    /** The StatefulSet controller sets these on each pod. */
    private static final Set<String> OF_THE_CONTROLLER =
            Set.of("controller-revision-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index");

    private static final String GIVEN_TWICE = "each name once";

    private final String path;
    private final List<Violation> violations;

    private ReservedNames(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    static void check(JetStreamSpec spec, String path, List<Violation> violations) {
        new ReservedNames(path, violations).check(spec);
    }

    private void check(JetStreamSpec spec) {
        env("containerTemplate", spec.containerTemplateOrEmpty(), ServerEnv.OURS);
        env("reloaderContainerTemplate", spec.reloaderContainerTemplateOrEmpty(), Set.of());
        env("metricsContainerTemplate", spec.metricsContainerTemplateOrEmpty(), Set.of());
        labels(spec.metadataOrEmpty().labelsOrEmpty().keySet());
        annotations(spec.metadataOrEmpty().annotationsOrEmpty().keySet());
        if (spec.imagePullSecrets() != null) {
            once("imagePullSecrets", spec.imagePullSecrets(), LocalObjectReference::getName);
        }
    }

    private void env(String container, ContainerTemplate template, Set<String> ours) {
        List<EnvVar> env = template.envOrEmpty();
        once(container + ".env", env, EnvVar::getName);
        for (int i = 0; i < env.size(); i++) {
            String name = env.get(i) == null ? null : env.get(i).getName();
            if (name != null && ours.contains(name)) {
                refuse(container + ".env[" + i + "].name", name, wayOut(name));
            }
        }
    }

    private static String wayOut(String name) {
        return "any name that is not ours ("
                + String.join(", ", ServerEnv.OURS.stream().sorted().toList())
                + "); "
                + (name.equals(ServerEnv.GOMEMLIMIT)
                        ? "it follows resources.limits.memory, set that instead"
                        : "the servers cannot run on another value, take it out");
    }

    private <T> void once(String list, List<T> elements, Function<T, String> nameOf) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            String name = elements.get(i) == null ? null : nameOf.apply(elements.get(i));
            if (name != null && !seen.add(name)) {
                refuse(list + "[" + i + "].name", Shown.quoted(name) + " a second time", GIVEN_TWICE);
            }
        }
    }

    private void labels(Set<String> keys) {
        for (String key : keys) {
            if (Labels.KEYS.contains(key)) {
                refuse("metadata.labels." + key, "a label of ours", "any other; the servers are found by this one");
            } else if (OF_THE_CONTROLLER.contains(key)) {
                refuse("metadata.labels." + key, "a label of Kubernetes", "any other; Kubernetes writes this one");
            }
        }
    }

    private void annotations(Set<String> keys) {
        for (String key : keys) {
            if (key.startsWith(Annotations.DOMAIN)) {
                refuse(
                        "metadata.annotations." + Shown.name(key),
                        "an annotation of ours",
                        "any that does not begin with " + Annotations.DOMAIN
                                + "; approvals and the like belong on the service itself");
            }
        }
    }

    private void refuse(String field, String found, String allowed) {
        violations.add(new Violation(path + "." + field, found, allowed));
    }
}
