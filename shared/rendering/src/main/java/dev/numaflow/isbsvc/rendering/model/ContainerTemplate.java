package dev.numaflow.isbsvc.rendering.model;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;

/** The user's changes to one of the three containers of a node. */
public record ContainerTemplate(
        ResourceRequirements resources,
        String imagePullPolicy,
        SecurityContext securityContext,
        List<EnvVar> env,
        List<EnvFromSource> envFrom,
        ProbeTimes readinessProbe,
        ProbeTimes livenessProbe) {

    static final ContainerTemplate EMPTY = new ContainerTemplate(null, null, null, null, null, null, null);

    public ResourceRequirements resourcesOrEmpty() {
        return resources == null ? new ResourceRequirements() : resources;
    }

    public List<EnvVar> envOrEmpty() {
        return env == null ? List.of() : env;
    }

    public List<EnvFromSource> envFromOrEmpty() {
        return envFrom == null ? List.of() : envFrom;
    }
}
